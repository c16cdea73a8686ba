"""How tests of the pool's pages go to a page and read it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.pool import actions, queries
from tests.factories.pool import InventedFund


def text_of(response, status=200):
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(route, fund, *more, **asked):
    return reverse(f"pool:{route}", args=[fund.fund.pk, *more], query=asked)


def refused(call):
    with pytest.raises(actions.Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]


def named(said: str, fund: InventedFund) -> str:
    """With the partners' names in place of the codes that the cases are written with."""
    with scope.within(scope.SYSTEM_SCOPE):
        names = queries.partner_names(fund.fund, date(2017, 8, 1))
    for code, name in names.items():
        said = re.sub(rf"\b{code}\b", name, said)
    return said
