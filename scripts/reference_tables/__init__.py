"""The makers of the reference tables: one module for each kind of fact."""
