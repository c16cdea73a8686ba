"""A year's money in and out: schedules, accruals, commitments, forecasts, VAT."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from commonweal.engine.findings import Finding
from commonweal.engine.ledger import accruals, schedule
from commonweal.engine.ledger.contributions import Instalment
from commonweal.engine.ledger.journal import AccountKind
from commonweal.engine.ledger.ringfence import Amounts
from commonweal.engine.ledger.vat import HostKind, Treatment, check_treatment
from commonweal.engine.periods import Month
from commonweal.pool import models
from commonweal.pool.queries.plans import scheme_lines

NHS_KINDS = {"icb", "sub-icb", "ccg", "trust", "nhs-region"}


@dataclass(frozen=True, slots=True)
class SourceSchedule:
    """A source's year: its contribution's versions, latest first, and where its instalments stand."""

    source: models.Source
    versions: tuple[models.Contribution, ...]
    rows: tuple[schedule.InstalmentStanding, ...]
    paid_pence: int
    charges_pence: int

    @property
    def amount_pence(self) -> int:
        """The contribution as it is agreed now."""
        return self.versions[0].amount_pence if self.versions else 0

    @property
    def netting(self) -> schedule.Netting:
        """The contribution net of what people pay."""
        return schedule.Netting(self.amount_pence, self.charges_pence, self.paid_pence)


def schedules(fund: models.Fund, year: int, on: date) -> list[SourceSchedule]:
    """Every source's schedule as it stands on a day, transfers left out."""
    came_in = income(fund, year)
    own = models.Transfer.objects.filter(fund=fund).values("source_id")
    rows = models.Source.objects.filter(fund=fund).exclude(pk__in=own).select_related("payer__organisation")
    return [_schedule(source, year, came_in[source.code], on) for source in rows.order_by("name")]


def source_schedule(source: models.Source, year: int, on: date) -> SourceSchedule:
    """One source's schedule."""
    return _schedule(source, year, income(source.fund, year)[source.code], on)


def _schedule(source: models.Source, year: int, came_in: Counter[str], on: date) -> SourceSchedule:
    versions = tuple(models.Contribution.objects.filter(source=source, year=year).order_by("-version"))
    planned = instalments_of(versions[0]) if versions else []
    paid, charges = came_in[AccountKind.CONTRIBUTION], came_in[AccountKind.CLIENT_CHARGE]
    return SourceSchedule(source, versions, schedule.standings(planned, paid + charges, on=on), paid, charges)


def instalments_of(contribution: models.Contribution) -> list[Instalment]:
    """The instalments of one version."""
    return [Instalment(row.due, row.amount_pence) for row in contribution.instalments.order_by("due")]


def income(fund: models.Fund, year: int) -> defaultdict[str, Counter[str]]:
    """What came in in a financial year, by source and kind of account."""
    kinds = [AccountKind.CONTRIBUTION, AccountKind.CLIENT_CHARGE, AccountKind.TRANSFER_IN]
    rows = models.Balance.objects.filter(fund=fund, account__kind__in=kinds, **months_of(year))
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    columns = rows.values_list("account__source__code", "account__kind").annotate(pence=Sum("amount_pence")).order_by()
    for code, kind, pence in columns:
        sums[code][kind] -= int(pence)
    return sums


def months_of(year: int) -> dict[str, date]:
    """A financial year's months, as a filter of monthly balances."""
    return {"month__gte": date(year, 4, 1), "month__lt": date(year + 1, 4, 1)}


def open_accruals(fund: models.Fund) -> dict[int, accruals.Accrual]:
    """The accruals that were not taken back, oldest first, by the number of their entry."""
    rows = models.Accrual.objects.filter(fund=fund, entry__reversed_by__isnull=True)
    columns = rows.order_by("entry__day", "id").values_list(
        "entry__link__number", "entry__day", "line__scheme__name", "reason", "amount_pence"
    )
    return {
        number: accruals.Accrual(number, day, f"{scheme}: {reason}", pence)
        for number, day, scheme, reason, pence in columns
    }


def accruals_of(fund: models.Fund, year: int) -> QuerySet[models.Accrual]:
    """The year's accruals, latest first."""
    parts = ("line__scheme", "line__source", "entry__link", "entry__reversed_by__link")
    return models.Accrual.objects.filter(fund=fund, line__year=year).select_related(*parts).order_by("-id")


def closing_warnings(fund: models.Fund, months: Collection[Month]) -> list[Finding]:
    """What should be looked at before these months are closed; an accrual is said once."""
    standing = open_accruals(fund).values()
    return accruals.check_close(max(months), standing) if months else []


def commitments(fund: models.Fund, year: int) -> QuerySet[models.Commitment]:
    """The year's commitments by the day that they come due."""
    parts = ("line__scheme", "line__source", "ending__entry__link")
    return models.Commitment.objects.filter(fund=fund, line__year=year).select_related(*parts).order_by("day", "id")


def line_amounts(fund: models.Fund, year: int) -> dict[tuple[str, str], Amounts]:
    """Each line's planned, paid, committed and forecast money, by its scheme and source."""
    return {(line.scheme, line.source): line.amounts for line in scheme_lines(fund, year)}


def forecasts(fund: models.Fund, year: int) -> QuerySet[models.Forecast]:
    """Every forecast of the year, latest first."""
    return models.Forecast.objects.filter(fund=fund, line__year=year).select_related("line").order_by("-id")


def host_kind(fund: models.Fund) -> HostKind:
    """Whether a council or an NHS body hosts the fund."""
    kind = fund.host.kind
    return HostKind.COUNCIL if kind == "council" else HostKind.NHS if kind in NHS_KINDS else HostKind.OTHER


def is_nhs(partner: models.Partner) -> bool:
    """Whether a partner is of the NHS."""
    return partner.organisation.kind in NHS_KINDS


def vat_decisions(fund: models.Fund, year: int) -> dict[int, models.VatDecision]:
    """The latest decision on each line's VAT, by the line's id."""
    latest = models.VatDecision.objects.filter(fund=fund, line__year=year).order_by("line_id", "-id")
    return {row.line_id: row for row in latest.distinct("line_id")}


def vat_treatment(line: models.BudgetLine) -> Treatment | None:
    """What becomes of a line's VAT; None while nobody has decided."""
    latest = models.VatDecision.objects.filter(line=line).order_by("-id").first()
    return Treatment(latest.treatment) if latest else None


def vat_findings(fund: models.Fund, year: int) -> list[Finding]:
    """Where host and treatment do not fit, line by line."""
    decided, host = vat_decisions(fund, year), host_kind(fund)
    lines = models.BudgetLine.objects.filter(fund=fund, year=year).select_related("scheme", "source").order_by("id")
    found = []
    for line in lines:
        treatment = Treatment(decided[line.pk].treatment) if line.pk in decided else None
        found += check_treatment(f"{line.scheme.name}, {line.source.name}", treatment, host)
    return found


def account_balance(fund: models.Fund, code: str) -> int:
    """What an account of the fund holds, over all entries."""
    total = models.Balance.objects.filter(fund=fund, account__code=code).aggregate(pence=Sum("amount_pence"))
    return int(total["pence"] or 0)
