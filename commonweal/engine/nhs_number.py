"""NHS numbers: ten digits whose last one checks the others, modulus 11 (NHS Data Dictionary, NHS NUMBER)."""

from __future__ import annotations

INVENTED = "999"
"""What begins so is kept for tests: it was never given to anybody."""


def check_digit(first_nine: str) -> int | None:
    """The tenth digit; None where no number begins with these nine (the sum would ask for a 10)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), first_nine, strict=True))
    digit = (11 - total % 11) % 11
    return None if digit == 10 else digit


def normal(text: str) -> str:
    """Without the blanks and dashes in which it is written: `943 476 5919`."""
    return text.replace(" ", "").replace("-", "")


def is_valid(number: str) -> bool:
    """Whether ten digits are an NHS number."""
    plain = len(number) == 10 and number.isascii() and number.isdigit()
    return plain and check_digit(number[:9]) == int(number[9])


def is_invented(number: str) -> bool:
    """Whether it is a number for tests."""
    return number.startswith(INVENTED)


def spaced(number: str) -> str:
    """As people read it: 943 476 5919."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"
