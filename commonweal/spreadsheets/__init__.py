"""Workbooks in and out: files to grids of cells, rows to files."""
