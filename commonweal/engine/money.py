"""Money is whole pence; pounds are for people's eyes."""

from __future__ import annotations


def pounds(amount_pence: int) -> str:
    """Pence as £1,234,567.89; whole pounds without the pence; minus in front."""
    sign = "-" if amount_pence < 0 else ""
    whole, pence = divmod(abs(amount_pence), 100)
    return f"{sign}£{whole:,}.{pence:02d}" if pence else f"{sign}£{whole:,}"
