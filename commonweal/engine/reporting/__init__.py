"""Accounting for what was done: the cells of a return with their lineage, frozen as bytes; papers made of them."""
