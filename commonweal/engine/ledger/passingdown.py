"""Capital grant passed down: a county pays each district its share in full and in time, unless the district agrees.

The Disabled Facilities Grant in two-tier areas works so: in full to the districts by a day, unless a district
expressly agrees that part of it is used otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.money import pounds


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that reached a district."""

    day: date
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Share:
    """A district's share of the grant, what of it is kept with the district's agreement, and what was paid."""

    district: str
    share_pence: int
    due: date
    kept_pence: int = 0
    agreement: str = ""
    payments: tuple[Payment, ...] = ()

    @property
    def owed_pence(self) -> int:
        """What must reach the district."""
        return self.share_pence - self.kept_pence

    @property
    def paid_pence(self) -> int:
        """What has reached it."""
        return sum(payment.amount_pence for payment in self.payments)

    def paid_by(self, day: date) -> int:
        """What had reached it up to and on a day."""
        return sum(payment.amount_pence for payment in self.payments if payment.day <= day)

    @property
    def left_pence(self) -> int:
        """What has not reached it."""
        return self.owed_pence - self.paid_pence


def check_share(share: Share) -> list[Finding]:
    """What keeps a share from being written down."""
    where = share.district.strip() or "district"
    found = []
    if not share.district.strip():
        found.append(error("district-missing", where, "No district is named.", "Name the district council."))
    if share.share_pence <= 0:
        message = f"{pounds(share.share_pence)} cannot be a share."
        found.append(error("share-amount", where, message, "Give the district's share of the grant."))
    if not 0 <= share.kept_pence <= max(share.share_pence, 0):
        message = f"{pounds(share.kept_pence)} cannot be kept of {pounds(share.share_pence)}."
        found.append(error("share-kept", where, message, "Keep nothing, or a part of the share."))
    if share.kept_pence > 0 and not share.agreement.strip():
        message = f"{pounds(share.kept_pence)} is kept, and no agreement of the district is named."
        what_to_do = "Name who agreed for the district, and when; without that the share is passed down in full."
        found.append(error("kept-without-agreement", where, message, what_to_do))
    return found


def check_passing_down(shares: Iterable[Share], grant_pence: int, *, on: date) -> list[Finding]:
    """Findings of a year's passing down: late, short, too much, and a grant that is not wholly shared out."""
    kept = list(shares)
    found = [finding for share in kept for finding in _check_one(share, on)]
    shared_pence = sum(share.share_pence for share in kept)
    if kept and shared_pence != grant_pence:
        message = f"The shares come to {pounds(shared_pence)}, the grant to {pounds(grant_pence)}."
        found.append(warning("grant-not-shared", "grant", message, "Share out the whole grant as it was determined."))
    return found


def _check_one(share: Share, on: date) -> list[Finding]:
    if share.left_pence < 0:
        message = f"{pounds(-share.left_pence)} more was paid than is owed."
        return [warning("passed-down-too-much", share.district, message, "Ask for it back, or correct the share.")]
    if share.left_pence and share.due < on:
        message = f"{pounds(share.left_pence)} of {pounds(share.owed_pence)} was not passed down by {_say(share.due)}."
        return [error("passed-down-short", share.district, message, "Pay it now, or name the district's agreement.")]
    late_pence = share.owed_pence - share.paid_by(share.due)
    if late_pence > 0 and share.due < on:
        message = f"{pounds(late_pence)} was passed down after {_say(share.due)}."
        return [warning("passed-down-late", share.district, message, "Tell the district why; pay in time next year.")]
    return []


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
