"""Every figure opens its publication, sheet and cell; a page asks the database as often for much as for little."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.engine.workbook.grid import a1
from commonweal.observations.models import Figure, PublicationFile
from tests.apps.observations.makers import load_places, take_real
from tests.engine.workbook import plain_reader
from tests.shared import shared_data

PAGES = [
    "/delays/",
    "/delays/areas/E10000015/",
    "/delays/compare?area=E10000015&area=E08000019",
    "/delays/publications/",
    "/delays/england.csv",
    "/delays/areas/E10000015/months.xlsx",
]


@pytest.mark.shared_data
def test_200_figures_of_the_demonstration_open_their_cells(client, published):
    """The figures that ship, on their pages, beside what a second reader finds in the publisher's own workbooks."""
    dice = random.Random(20190401)
    opened = 0
    delayed = PublicationFile.objects.filter(publication__collection="delayed-transfers-of-care")
    files = delayed.order_by("publication__period").values_list("pk", flat=True)
    for file_id in dice.sample(list(files), 40):
        of_file = Figure.objects.filter(place__file_id=file_id).order_by("pk")
        ids = dice.sample(list(of_file.values_list("pk", flat=True)), 5)
        figures = Figure.objects.select_related("place__file").in_bulk(ids)
        expected = plain_reader.figures(shared_data() / "dtoc" / figures[ids[0]].place.file.name)
        for figure in figures.values():
            file = figure.place.file
            sheet = file.sheets[figure.sheet]
            place, *_, value, marker = expected[sheet, figure.row, figure.column]
            page = unescape(client.get(f"/delays/figures/{figure.pk}/").content.decode())
            assert file.name in page
            assert file.sha256 in page
            assert f"{sheet}!{a1(figure.row, figure.column)}" in page
            assert place in page
            shown = re.search(r'class="cw-found">([^<]*)<', page).group(1)
            assert shown == (marker or _written(value))
            opened += 1
    assert opened == 200


def _written(value: float) -> str:
    """A number as the sheet around a cell shows it."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


@pytest.mark.shared_data
@pytest.mark.parametrize("page", PAGES)
def test_as_many_questions_for_six_months_as_for_two(client, db, page):
    load_places()
    take_real("Feb_17.xls", "Sep_17.xls")
    few = _questions(client, page)
    take_real("April_11.xls", "Dec_17.xls", "Dec_18.xls", "Oct_15.xls")
    assert _questions(client, page) == few


def _questions(client, page: str) -> int:
    client.get(page)  # what a process keeps for an hour is kept now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
