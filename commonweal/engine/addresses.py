"""The addresses by which people know the cells of a sheet."""

from __future__ import annotations


def column_letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The address of a cell from indices that start at 0: (0, 0) is A1."""
    return f"{column_letters(column)}{row + 1}"
