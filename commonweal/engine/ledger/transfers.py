"""Payments between the NHS and councils outside a pool: sections 256 and 76 of the NHS Act 2006, and their voucher.

Each transfer is a source of its own, so that what was spent of it is what the books show under that source. The
recipient certifies once a year what it received, spent and has left, in words that are data (rulebooks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.money import pounds


class TransferKind(StrEnum):
    """Under which section, hence which way, money goes."""

    SECTION_256 = "section-256"  # from the NHS to a council
    SECTION_76 = "section-76"  # from a council to the NHS


@dataclass(frozen=True, slots=True)
class Transfer:
    """What was agreed: who pays whom how much, for what, under which conditions. `*_is_nhs` says who is of the NHS."""

    kind: TransferKind
    payer: str
    payee: str
    payer_is_nhs: bool
    payee_is_nhs: bool
    amount_pence: int
    purpose: str
    conditions: str


@dataclass(frozen=True, slots=True)
class Voucher:
    """The figures of a year's certificate, in pence."""

    brought_forward_pence: int
    received_pence: int
    spent_pence: int

    @property
    def unspent_pence(self) -> int:
        """What is left; below nothing where more was spent than was received."""
        return self.brought_forward_pence + self.received_pence - self.spent_pence


def check_transfer(transfer: Transfer) -> list[Finding]:
    """What keeps a transfer from being recorded."""
    where, found = f"{transfer.kind}", []
    wanted = transfer.kind is TransferKind.SECTION_256
    if transfer.payer_is_nhs is not wanted or transfer.payee_is_nhs is wanted:
        way = "from the NHS to a council" if wanted else "from a council to the NHS"
        message = f"{transfer.kind} pays {way}, not from {transfer.payer} to {transfer.payee}."
        found.append(error("transfer-direction", where, message, "Choose the other section, or the other partners."))
    if transfer.amount_pence <= 0:
        message = f"{pounds(transfer.amount_pence)} cannot be transferred."
        found.append(error("transfer-amount", where, message, "Give an amount above nothing."))
    for name in ("purpose", "conditions"):
        if not getattr(transfer, name).strip():
            message = f"The transfer has no {name}."
            found.append(error(f"transfer-without-{name}", where, message, f"Say its {name} as the agreement does."))
    return found


def check_voucher(voucher: Voucher, agreed_pence: int) -> list[Finding]:
    """What a certifying officer should look at."""
    found = []
    if voucher.spent_pence > voucher.brought_forward_pence + voucher.received_pence:
        message = f"{pounds(-voucher.unspent_pence)} more was spent than was received."
        found.append(error("voucher-overspent", "voucher", message, "Move the spending that other money paid for."))
    if voucher.received_pence != agreed_pence:
        message = f"{pounds(agreed_pence)} was agreed, {pounds(voucher.received_pence)} was received."
        found.append(warning("voucher-received", "voucher", message, "Ask the payer, or certify what was received."))
    if voucher.unspent_pence > 0:
        message = f"{pounds(voucher.unspent_pence)} is unspent."
        found.append(warning("voucher-unspent", "voucher", message, "Say in the agreement's terms what becomes of it."))
    return found


def voucher_text(voucher: Voucher, told: Mapping[str, str], wording: str) -> str:
    """The certificate: the wording with its names and figures put in; KeyError if the wording asks for another."""
    figures = {
        "brought_forward": pounds(voucher.brought_forward_pence),
        "received": pounds(voucher.received_pence),
        "spent": pounds(voucher.spent_pence),
        "unspent": pounds(voucher.unspent_pence),
    }
    return wording.format_map({**told, **figures})
