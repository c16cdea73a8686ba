"""A small invented fund's accounts, and journals made of them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from commonweal.engine.ledger.journal import Account, AccountKind, Entry, Leg
from commonweal.engine.periods import Month

FUND = "EXAMPLESHIRE"
ACCOUNTS = {
    account.code: account
    for account in (
        Account("BANK", FUND, AccountKind.BANK),
        Account("DUE", FUND, AccountKind.RECEIVABLE),
        Account("OWED", FUND, AccountKind.PAYABLE),
        Account("RISK-RESERVE", FUND, AccountKind.RESERVE),
        Account("TO-RESERVE", FUND, AccountKind.APPROPRIATION, "icb", "nhs-minimum"),
        Account("IN-NHS-MINIMUM", FUND, AccountKind.CONTRIBUTION, "icb", "nhs-minimum"),
        Account("IN-IBCF", FUND, AccountKind.CONTRIBUTION, "council", "ibcf"),
        Account("CHARGES", FUND, AccountKind.CLIENT_CHARGE, "council", "council-own"),
        Account("HOMECARE-NHS", FUND, AccountKind.SPENDING, "icb", "nhs-minimum", "homecare"),
        Account("HOMECARE-IBCF", FUND, AccountKind.SPENDING, "council", "ibcf", "homecare"),
        Account("REABLEMENT-NHS", FUND, AccountKind.SPENDING, "icb", "nhs-minimum", "reablement"),
    )
}
YEAR = [Month(2017, 4) + count for count in range(12)]
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def entry(
    number: int, *legs: tuple[str, int], day: date = date(2017, 4, 6), description: str = "Payment", **more
) -> Entry:
    return Entry(FUND, number, day, description, tuple(Leg(*leg) for leg in legs), **more)


@st.composite
def journals(draw, max_size: int = 8) -> list[Entry]:
    """Entries that balance, numbered from 1, with texts of every kind."""
    entries = []
    for number in range(1, draw(st.integers(1, max_size)) + 1):
        codes = draw(st.lists(st.sampled_from(sorted(ACCOUNTS)), min_size=1, max_size=4))
        legs = [Leg(code, draw(st.integers(1, 10**12)) * draw(st.sampled_from([1, -1])), draw(texts)) for code in codes]
        rest = -sum(leg.amount_pence for leg in legs)
        legs += [Leg("BANK", rest)] if rest else [Leg("BANK", 1), Leg("DUE", -1)]
        day = draw(st.dates(date(2017, 4, 1), date(2018, 3, 31)))
        entries.append(Entry(FUND, number, day, draw(texts) + "x", tuple(legs), draw(texts), None, draw(texts)))
    return entries
