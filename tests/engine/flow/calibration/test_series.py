"""A series that is too short, constant or impossible is refused in words; what is doubtful is said."""

from datetime import date

import numpy as np
import pytest

from commonweal.engine.findings import Severity
from commonweal.engine.flow.calibration.fitting import calibrate, single
from commonweal.engine.flow.calibration.series import check_series, far_from_neighbours
from tests.engine.flow.calibration.cases import FIRST, expected, known_fit, series


def ready(days=365):
    return [float(count) for count in expected(known_fit(), days)]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (series(ready(55)), "series-too-short"),
        (series([None] * 300 + ready(65)[:50] + [None] * 15), "series-too-short"),
        (series(ready(), [7.0] * 365), "series-constant"),
        (series([40.0] * 365), "series-constant"),
        (series(ready(), [*map(float, range(364)), -1.0]), "impossible-count"),
        (series([float("nan"), *ready(364)]), "impossible-count"),
        (series([]), "series-too-short"),
    ],
)
def test_refused_in_words(made, code):
    findings = check_series(made, "Town")
    assert code in {finding.code for finding in findings if finding.severity is Severity.ERROR}
    found, again = calibrate(made, single(0.3, 15, 15, 0.34), lambda _: pytest.fail("nothing is simulated"), "Town")
    assert found is None and again == findings


def test_doubtful_is_said_and_taken():
    half = check_series(series(ready(180)), "Town")
    assert [(finding.code, finding.severity) for finding in half] == [("no-whole-year", Severity.WARNING)]
    gaps = check_series(series([None if day % 3 == 0 else n for day, n in enumerate(ready())]), "Town")
    assert [finding.code for finding in gaps] == ["many-days-missing"]
    assert "122 of 365" in gaps[0].message


def test_a_slip_stands_out_from_its_neighbours():
    assert far_from_neighbours([184.0, 88.0, 187.0, 190.0, 400.0, 195.0, None, 3.0, 180.0]) == [1, 4]
    assert far_from_neighbours([5.0, 12.0, 5.0]) == []  # small numbers wander


def test_a_part_of_a_series():
    whole = series(ready(100))
    part = whole.between(date(2023, 12, 11), date(2023, 12, 13))
    assert (part.first_day, part.days, part.ready) == (date(2023, 12, 11), 2, whole.ready[10:12])
    assert whole.between(date(2020, 1, 1), date(2030, 1, 1)) == whole
    assert whole.between(date(2030, 1, 1), date(2031, 1, 1)).days == 0
    assert np.isnan(series([None, 3.0]).ready_array[0]) and whole.first_day == FIRST


def test_hardly_anybody_is_refused():
    made = series([0.00001 * (1 + day % 3) for day in range(365)])
    found, findings = calibrate(made, single(0.3, 15, 15, 0.34), lambda _: pytest.fail("nothing is simulated"), "Town")
    assert found is None and findings[-1].code == "nobody-ready"
