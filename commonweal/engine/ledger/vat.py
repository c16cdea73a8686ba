"""VAT of a pool's spending: whether the host gets it back depends on who hosts and on what is bought.

A council recovers the VAT of its non-business activity (VAT Act 1994, section 33); an NHS body only that of listed
services which it contracts out (section 41). What is not recovered is part of the cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.journal import Leg
from commonweal.engine.money import pounds


class Treatment(StrEnum):
    """What becomes of a line's VAT."""

    SECTION_33 = "section-33"  # the host council recovers it
    SECTION_41 = "section-41"  # the host NHS body recovers it: a listed contracted-out service
    NOT_RECOVERABLE = "not-recoverable"  # it is part of the cost


class HostKind(StrEnum):
    """Who keeps the pool, as far as VAT is concerned."""

    COUNCIL = "council"
    NHS = "nhs"
    OTHER = "other"


FITS = {Treatment.SECTION_33: HostKind.COUNCIL, Treatment.SECTION_41: HostKind.NHS}


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice's two parts in pence."""

    net_pence: int
    vat_pence: int

    @property
    def gross_pence(self) -> int:
        """What is paid."""
        return self.net_pence + self.vat_pence


@dataclass(frozen=True, slots=True)
class VatSplit:
    """What of an invoice is a cost of the line, and what the host gets back."""

    cost_pence: int
    recoverable_pence: int


def split(invoice: Invoice, treatment: Treatment) -> VatSplit:
    """The invoice under a treatment."""
    if treatment is Treatment.NOT_RECOVERABLE:
        return VatSplit(invoice.gross_pence, 0)
    return VatSplit(invoice.net_pence, invoice.vat_pence)


def invoice_legs(
    invoice: Invoice, treatment: Treatment, *, spending: str, recoverable: str, paid_from: str
) -> tuple[Leg, ...]:
    """The legs of an invoice: cost to the line, recoverable VAT apart, the whole paid or owed."""
    parts = split(invoice, treatment)
    vat = (Leg(recoverable, parts.recoverable_pence, "recoverable VAT"),) if parts.recoverable_pence else ()
    return Leg(spending, parts.cost_pence), *vat, Leg(paid_from, -invoice.gross_pence)


def check_invoice(invoice: Invoice, treatment: Treatment | None) -> list[Finding]:
    """What keeps an invoice from being booked."""
    found = []
    if invoice.net_pence <= 0:
        message = f"{pounds(invoice.net_pence)} cannot be an invoice's net amount."
        found.append(error("invoice-net", "invoice", message, "Give the amount without VAT, above nothing."))
    if not 0 <= invoice.vat_pence <= max(invoice.net_pence, 0):
        message = f"{pounds(invoice.vat_pence)} cannot be the VAT of {pounds(invoice.net_pence)}."
        found.append(error("invoice-vat", "invoice", message, "Give the VAT as the invoice states it, or nothing."))
    if invoice.vat_pence > 0 and treatment is None:
        message = "Nobody has decided what becomes of this line's VAT."
        found.append(error("vat-undecided", "invoice", message, "Record the decision for the line first."))
    return found


def check_treatment(line: str, treatment: Treatment | None, host: HostKind) -> list[Finding]:
    """Whether a line's treatment and the fund's host fit."""
    if treatment is None:
        message = "Nobody has decided what becomes of the VAT."
        return [warning("vat-undecided", line, message, "Have the host's tax adviser decide, and record who did.")]
    wanted = FITS.get(treatment)
    if wanted is not None and wanted is not host:
        who = {HostKind.COUNCIL: "a council", HostKind.NHS: "an NHS body", HostKind.OTHER: "neither council nor NHS"}
        section = treatment.replace("-", " ")
        message = f"VAT is to be recovered under {section}, which is for {who[wanted]}; the host is {who[host]}."
        return [error("vat-misfit", line, message, "Decide the treatment anew for this host, or change the host.")]
    return []
