"""What a treasurer, an assurer or an analyst would argue about: pure functions, values in and values out.

Nothing here knows a framework, a file, a database, a network or a clock; `make check` keeps it so.
"""
