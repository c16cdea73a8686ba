"""How tests of the pool's pages go to a page and read it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from commonweal.pool import actions


def text_of(response, status=200):
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(route, fund, *more, **asked):
    return reverse(f"pool:{route}", args=[fund.fund.pk, *more], query=asked)


def refused(call):
    with pytest.raises(actions.Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]
