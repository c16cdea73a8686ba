"""Every metric of a round has its actual in the return, or a plain word from which publication it comes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.engine.reporting.cells import Basis, mean, rate, read
from commonweal.places import queries as places
from commonweal.plans import queries as plans
from commonweal.plans.models import AreaPlan
from commonweal.returns import queries
from commonweal.returns.models import Return
from commonweal.returns.queries import metrics
from tests.factories.accounted import LATER, QUARTER_ENDED, begun, submitted
from tests.factories.walked import small_line

DELAYED = "NHS England, delayed transfers of care: monthly situation reports by local authority, to February 2020"


@pytest.fixture
def made(place):
    of = begun(place)
    return queries.build(of, queries.basis_now(of, QUARTER_ENDED))


@pytest.mark.parametrize("round_", ["2017-19", "2019-20", "2025-26", "2026-27"])
def test_no_metric_of_a_round_is_left_without_a_word(db, round_):
    assert metrics.unlisted(plans.rounds()[round_]) == []


def test_each_metric_is_planned_and_actual_for_each_of_its_periods(made):
    addresses = [cell.address.removeprefix("metric/") for cell in made.cells if cell.section == "metric"]
    months, both = ["2025-07", "2025-08", "2025-09"], ("planned", "actual")
    assert addresses == [
        *(f"emergency-admissions/{month}/{which}" for month in months for which in both),
        *(f"discharge-delay/{month}/{which}" for month in months for which in both),
        *(f"residential-admissions/2025-quarter-2/{which}" for which in both),
    ]


def test_what_the_record_does_not_hold_names_its_publication(made):
    told = made.cell("metric/residential-admissions/2025-quarter-2/actual")
    assert told.value is None
    assert told.shown == (
        "not known here: Department of Health and Social Care, Adult Social Care Outcomes Framework, measure 2C, yearly"
    )
    admissions = made.cell("metric/emergency-admissions/2025-07/actual").shown
    assert admissions.startswith("not known here: NHS England, Hospital Episode Statistics")
    # nobody left hospital there: the record would know, and says that it knows nothing
    assert made.cell("metric/discharge-delay/2025-07/actual").shown == "not known"


def test_it_is_frozen_and_read_back(place):
    of = submitted(place)
    content = bytes(queries.frozen(of).content)
    assert read(content).cell("metric/residential-admissions/2025-quarter-2/actual").shown.endswith("2C, yearly")
    assert queries.is_rebuilt(of)


def test_the_pages_say_it(place, client):
    of = begun(place)
    client.force_login(place.people["programme-manager"], backend="django.contrib.auth.backends.ModelBackend")
    told = client.get(reverse("returns:return", args=[of.pk])).content.decode()
    assert "The metrics, planned and actual" in told and "measure 2C, yearly" in told
    address = "metric/emergency-admissions/2025-07/actual"
    cell = client.get(reverse("returns:cell", args=[of.pk, address])).content.decode()
    assert "Published in: NHS England, Hospital Episode Statistics" in cell


def test_a_rate_needs_the_area_s_adults(place):
    metric = plans.rounds()["2019-20"].find("metric", "delayed-transfers")
    of = Return(plan=place.plan, fund=place.fund, year=2019, quarter=2)
    basis = Basis(0, 0, QUARTER_ENDED.isoformat())
    assert metrics._answers(of, basis, metric) == {}  # an invented place, whose adults nobody counted
    told = metrics._not_known(metric)
    assert told.text is None and told.behind[0].key == DELAYED


@given(st.integers(0, 10**7), st.integers(1, 10**9), st.integers(0, 3))
def test_a_rate_is_the_fraction_rounded_half_up(total, count, decimals):
    exact = Fraction(total * 100_000, count) * 10**decimals
    assert Fraction(rate(total, count, 100_000, decimals)) * 10**decimals == (exact * 2 + 1) // 2
    assert mean(total, count, decimals) == rate(total, count, 1, decimals)


def test_delayed_days_a_day_per_100_000_adults_where_they_are_counted(db):
    line = small_line()  # 9 days in July, 3 in August, 5 in September
    with scope.within(scope.SYSTEM_SCOPE):
        council = next(
            one for one in places.adult_social_care_councils(date(2025, 7, 1)) if one.name == "Hertfordshire"
        )
        adults = places.populations(2019)[council.id].adults
        of = Return(plan=AreaPlan(area_id=council.id), fund=line.fund, year=2025, quarter=2)
        basis = Basis(0, 0, LATER.isoformat())
        found = metrics._answers(of, basis, plans.rounds()["2019-20"].find("metric", "delayed-transfers"))
    assert adults > 900_000
    days = {"2025-07": (9, 31), "2025-08": (3, 31), "2025-09": (5, 30)}
    want = {key: f"{count / length * 100_000 / adults:.1f}" for key, (count, length) in days.items()}
    assert {key: told.text for key, told in found.items()} == want
    assert [row.amount for row in found["2025-07"].behind] == [9, 31, adults]
