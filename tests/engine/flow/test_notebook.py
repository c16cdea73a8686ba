"""The notebook's results: message, picture, table and how it was made; faults in words."""

import re
from xml.etree import ElementTree as ET

import pytest

from commonweal.engine.flow.figures import beds
from commonweal.flow import notebook
from tests.engine.flow.cases import county, mean_sd, one_service


@pytest.fixture(scope="module")
def place():
    return notebook.load(one_service(58, 4.0, mean_sd(14), 300, warm_up_days=60, bed_day_price_pence=40_000))


def results(place):
    more = place.changed("two <more> places", "services.reablement.pools.0.places", action="add", value=2)
    return place.run(60), place.compare(more, 60), notebook.load(county()).why(20)


def test_results_draw_themselves(place):
    for result in results(place):
        html, svg = result._repr_html_(), result._repr_svg_()
        assert ET.fromstring(svg).tag.endswith("svg")
        page = ET.fromstring(html)  # well formed, whatever the names
        assert page.find("h3").text == result.figure.headline
        assert page.find("p").text == " ".join(result.sentences)
        assert [row[0].text for row in page.find("table/tbody")] == [row[0] for row in result.figure.table.rows]
        assert re.search(r"seed 1; run [0-9a-f]{64}", page.find("p/small").text)
        assert str(result) == "\n".join(result.sentences)


def test_the_months_are_means_of_their_days(place):
    result = place.run(60)
    by_day = result.run.chunk.beds.mean(axis=0)
    drawn = result.drawable().series
    assert str(drawn.months[0]) == "May 2025" and len(drawn.values) == 9  # day 60 is 31 May
    assert drawn.values[0] == pytest.approx(by_day[60]) and drawn.values[1] == pytest.approx(by_day[61:91].mean())
    held = beds(result.run.model, result.run.chunk).mean()
    assert result.figure.headline.startswith(f"{held:,.1f} hospital beds")


def test_faults_are_words_without_a_trace(place, tmp_path):
    with pytest.raises(notebook.ScenarioFaultsError) as caught:
        notebook.load(one_service(-3, 4.0, mean_sd(14)))
    assert caught.value._render_traceback_() == [
        "scenario.services[reablement].pools[0].places: -3 is not possible. Give a number at least 0 at most 1,000,000."
    ]
    with pytest.raises(notebook.ScenarioFaultsError, match="There is no number at"):
        place.changed("x", "services.nowhere", action="add", value=1)
    with pytest.raises(notebook.ScenarioFaultsError, match="cannot be read"):
        notebook.load(tmp_path / "none.json")
    with pytest.raises(notebook.ScenarioFaultsError, match="GiB"):
        place.run(10_000_000)
