"""Funds in sight, their partners, their agreement."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from commonweal.engine.ledger.agreement import Agreement, from_data
from commonweal.engine.ledger.balances import Dimension
from commonweal.places import queries as places
from commonweal.pool import models


def funds() -> QuerySet[models.Fund]:
    """The funds that the request may see, by name."""
    return models.Fund.objects.order_by("name")


def partners(fund: models.Fund) -> QuerySet[models.Partner]:
    """The partners in the order in which they joined."""
    return models.Partner.objects.filter(fund=fund).order_by("id")


def partner_names(fund: models.Fund, on: date) -> dict[str, str]:
    """What the partners are called on a day, by their code in the books."""
    codes: dict[int, str] = dict(models.Partner.objects.filter(fund=fund).values_list("organisation_id", "code"))
    names = places.names(codes, on)
    return {code: names.get(organisation_id, code) for organisation_id, code in codes.items()}


def organisation_name(organisation_id: int, on: date) -> str:
    """What an organisation is called on a day."""
    return places.names([organisation_id], on).get(organisation_id, "")


def source_rows(fund: models.Fund) -> QuerySet[models.Source]:
    """The fund's sources by name."""
    return models.Source.objects.filter(fund=fund).select_related("payer__organisation").order_by("name")


def scheme_rows(fund: models.Fund) -> QuerySet[models.Scheme]:
    """The fund's schemes by name."""
    return models.Scheme.objects.filter(fund=fund).order_by("name")


def reserve_accounts(fund: models.Fund) -> QuerySet[models.Account]:
    """The fund's reserves by code."""
    return models.Account.objects.filter(fund=fund, kind="reserve").order_by("code")


def scheme_names(fund: models.Fund) -> dict[str, str]:
    """The schemes' names by code."""
    return dict(models.Scheme.objects.filter(fund=fund).values_list("code", "name"))


def names_by(fund: models.Fund, by: Dimension, on: date) -> dict[str, str]:
    """What a statement's lines are called, by their key: schemes, sources or partners."""
    if by == "partner":
        return partner_names(fund, on)
    if by == "scheme":
        return scheme_names(fund)
    return dict(models.Source.objects.filter(fund=fund).values_list("code", "name"))


def agreement(fund: models.Fund) -> tuple[models.AgreementVersion | None, Agreement]:
    """The latest version and its record; None and an empty record before anything was agreed."""
    latest = models.AgreementVersion.objects.filter(fund=fund).order_by("-version").first()
    return latest, from_data(latest.record) if latest else Agreement()


def budget_lines(fund: models.Fund, year: int) -> QuerySet[models.BudgetLine]:
    """The year's budget lines by scheme and source."""
    rows = models.BudgetLine.objects.filter(fund=fund, year=year).select_related("scheme", "source")
    return rows.order_by("scheme__name", "source__name")


def budget_years(fund: models.Fund) -> list[int]:
    """The financial years that have a budget."""
    return list(models.BudgetLine.objects.filter(fund=fund).values_list("year", flat=True).distinct().order_by("year"))


def virement(fund: models.Fund, virement_id: int) -> models.Virement | None:
    """One virement of the fund."""
    return models.Virement.objects.filter(fund=fund, pk=virement_id).select_related("from_line", "partner").first()


def virements(fund: models.Fund, year: int) -> QuerySet[models.Virement]:
    """The year's virements, latest first."""
    parts = ("from_line__scheme", "from_line__source", "to_line__scheme", "to_line__source", "partner", "decision")
    return models.Virement.objects.filter(fund=fund, from_line__year=year).select_related(*parts).order_by("-id")
