"""Payment files of two partners, and what their books count twice.

`payments` reads a file's rows through a column map to typed lines and a control total; `double_counting` holds two
books against each other. Names of organisations are matched here as well.
"""
