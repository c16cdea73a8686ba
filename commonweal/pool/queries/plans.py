"""The year's money, line by line: planned, paid, committed, forecast; what follows for minimums, sources and risk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum

from commonweal.engine.ledger import riskrules
from commonweal.engine.ledger.contributions import Instalment
from commonweal.engine.ledger.journal import PAID_OUT, AccountKind
from commonweal.engine.ledger.ringfence import Amounts, Headroom, Minimum, SchemeLine, Source, headroom
from commonweal.engine.ledger.riskshare import Answer, Line, Own, Position, Rule, share_all
from commonweal.engine.tracks import Track
from commonweal.pool import models


def budgets(fund: models.Fund, year: int) -> dict[int, int]:
    """Each line's pence with what was carried into it, after the virements that took effect, by the line's id."""
    lines = models.BudgetLine.objects.filter(fund=fund, year=year).values_list("id", "planned_pence")
    moved: Counter[int] = Counter(dict(lines))
    for line_id, pence in _carried(fund, year).values_list("line_id", "amount_pence"):
        moved[line_id] += pence
    in_effect = models.Virement.objects.filter(Q(waits=False) | Q(decision__is_approved=True), fund=fund)
    for from_id, to_id, pence in in_effect.filter(from_line__year=year).values_list(
        "from_line_id", "to_line_id", "amount_pence"
    ):
        moved[from_id] -= pence
        moved[to_id] += pence
    return dict(moved)


def scheme_lines(fund: models.Fund, year: int) -> list[SchemeLine]:
    """Every scheme and source that is budgeted or spent in a financial year, with its amounts; in order of scheme."""
    amounts: dict[tuple[str, str, str], Amounts] = defaultdict(Amounts)
    planned, forecast = budgets(fund, year), _forecasts(fund, year)
    paid, committed = _paid(fund, year), _committed(fund, year)
    rows = models.BudgetLine.objects.filter(fund=fund, year=year).select_related("scheme", "source")
    for row in rows:
        key = (row.scheme.code, row.source.code, row.scheme.area_of_spend)
        spent_pence = paid.pop(key, 0)
        expected_pence = forecast.get(row.pk, max(planned[row.pk], spent_pence + committed[row.pk]))
        amounts[key] += Amounts(planned[row.pk], spent_pence, committed[row.pk], expected_pence)
    for key, spent_pence in paid.items():
        amounts[key] += Amounts(0, spent_pence, 0, spent_pence)
    return [SchemeLine(*key, amounts=each) for key, each in sorted(amounts.items())]


def sources(fund: models.Fund) -> dict[str, Source]:
    """The fund's sources by code."""
    rows = models.Source.objects.filter(fund=fund).select_related("payer").order_by("code")
    return {row.code: Source(row.code, row.name, row.payer.code, Track(row.track)) for row in rows}


def brought(fund: models.Fund, year: int) -> dict[str, int]:
    """What each source brings in a year: its contribution's latest version, transfers, what was carried over."""
    sums: Counter[str] = Counter()
    for contribution in _contributions(fund, year):
        sums[contribution.source.code] += contribution.amount_pence
    agreed = models.Transfer.objects.filter(fund=fund, year=year).values_list("source__code", "amount_pence")
    for code, pence in [*agreed, *_carried(fund, year).values_list("line__source__code", "amount_pence")]:
        sums[code] += pence
    return dict(sums)


def instalments(fund: models.Fund, year: int) -> dict[str, list[Instalment]]:
    """When each source's money is due in a year."""
    return {
        contribution.source.code: [
            Instalment(row.due, row.amount_pence) for row in contribution.instalments.order_by("due")
        ]
        for contribution in _contributions(fund, year)
    }


def minimums(fund: models.Fund, year: int) -> tuple[Headroom, ...]:
    """How the round's minimums stand."""
    rows = models.Minimum.objects.filter(fund=fund, year=year).order_by("code")
    asked = [
        Minimum(row.code, row.name, frozenset(row.sources), frozenset(row.areas_of_spend), row.required_pence)
        for row in rows
    ]
    return headroom(asked, scheme_lines(fund, year))


def risk_lines(fund: models.Fund, year: int, *, on: str) -> list[Line]:
    """Each scheme as a line to be shared; `on` says which spending: `forecast_pence` or `paid_pence` (outturn)."""
    payer, rules = {code: source.payer for code, source in sources(fund).items()}, _risk_rules(fund, year)
    partners = list(models.Partner.objects.filter(fund=fund).order_by("id").values_list("code", flat=True))
    contributed: dict[str, Counter[str]] = defaultdict(Counter)
    spent: dict[str, Counter[str]] = defaultdict(Counter)
    for line in scheme_lines(fund, year):
        contributed[line.scheme][payer[line.source]] += line.amounts.planned_pence
        spent[line.scheme][payer[line.source]] += getattr(line.amounts, on)
    lines = []
    for scheme in sorted(contributed):
        positions = (Position(partner, contributed[scheme][partner], spent[scheme][partner]) for partner in partners)
        lines.append(Line(scheme, tuple(positions), rules.get(scheme, Own())))
    return lines


def risk_share(fund: models.Fund, year: int, *, on: str, reserve_pence: int = 0) -> tuple[Answer, ...]:
    """Who bears what, scheme by scheme, by the rules in force; a scheme without a rule stays each partner's own."""
    return share_all(risk_lines(fund, year, on=on), reserve_pence)


def risk_reserve(fund: models.Fund) -> tuple[list[str], int]:
    """The accounts of the risk reserve and what they hold: reserves whose code begins with RISK."""
    accounts = models.Account.objects.filter(fund=fund, kind=AccountKind.RESERVE, code__startswith="RISK")
    codes = list(accounts.order_by("code").values_list("code", flat=True))
    held = models.Balance.objects.filter(fund=fund, account__code__in=codes).aggregate(pence=Sum("amount_pence"))
    return codes, max(0, -int(held["pence"] or 0))


def _contributions(fund: models.Fund, year: int) -> Iterable[models.Contribution]:
    rows = models.Contribution.objects.filter(fund=fund, year=year).select_related("source")
    return rows.order_by("source__code", "-version").distinct("source__code")


def _carried(fund: models.Fund, year: int) -> QuerySet[models.CarriedBudget]:
    return models.CarriedBudget.objects.filter(fund=fund, line__year=year, entry__reversed_by__isnull=True)


def _risk_rules(fund: models.Fund, year: int) -> dict[str, Rule]:
    partners = list(models.Partner.objects.filter(fund=fund).values_list("code", flat=True))
    latest = (
        models.RiskRule.objects.filter(fund=fund, year=year).order_by("scheme__code", "-id").distinct("scheme__code")
    )
    read = {code: riskrules.read_rule(rule, partners)[0] for code, rule in latest.values_list("scheme__code", "rule")}
    return {code: rule for code, rule in read.items() if rule is not None}


def _paid(fund: models.Fund, year: int) -> dict[tuple[str, str, str], int]:
    months = {"month__gte": date(year, 4, 1), "month__lt": date(year + 1, 4, 1)}
    spent = {"account__kind__in": PAID_OUT, "account__scheme__isnull": False}
    rows = models.Balance.objects.filter(fund=fund, **spent, **months)
    keys = ("account__scheme__code", "account__source__code", "account__scheme__area_of_spend")
    sums = rows.values_list(*keys).annotate(pence=Sum("amount_pence")).order_by()
    return {(scheme, source, area): int(pence) for scheme, source, area, pence in sums}


def _committed(fund: models.Fund, year: int) -> Counter[int]:
    rows = models.Commitment.objects.filter(fund=fund, line__year=year, ending__isnull=True)
    sums = rows.values_list("line_id").annotate(pence=Sum("amount_pence")).order_by()
    return Counter({line_id: int(pence) for line_id, pence in sums})


def _forecasts(fund: models.Fund, year: int) -> dict[int, int]:
    latest = models.Forecast.objects.filter(fund=fund, line__year=year).order_by("line_id", "-id").distinct("line_id")
    return dict(latest.values_list("line_id", "amount_pence"))
