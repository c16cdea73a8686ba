"""A figure is drawn once for its data, whoever asks, and never wrongly."""

import dataclasses
import os
import subprocess
import sys

import pytest

from commonweal.charts import cache
from commonweal.charts.cache import FigureCache, figure_digest
from commonweal.charts.draw import draw
from tests.charts.figures import every_figure, map_figure


@pytest.fixture
def drawn(monkeypatch):
    """What was really drawn, in order."""
    calls = []

    def counted(data):
        calls.append(data)
        return draw(data)

    monkeypatch.setattr(cache, "draw", counted)
    return calls


def test_drawn_once_and_the_same_when_read_back(tmp_path, drawn):
    figures = FigureCache(tmp_path)
    first = [figures.figure(data) for data in every_figure()]
    again = [FigureCache(tmp_path).figure(data) for data in every_figure()]
    assert first == again
    assert len(drawn) == len(first)
    assert not list(tmp_path.rglob("*.part"))


def test_a_damaged_file_is_drawn_over(tmp_path, drawn):
    figures, data = FigureCache(tmp_path), every_figure()[2]
    expected = figures.figure(data)
    (stored,) = tmp_path.rglob("*.json")
    for damage in ("", "{}", stored.read_text()[:-30], "[1]"):
        stored.write_text(damage)
        assert figures.figure(data) == expected
    assert len(drawn) == 5


def test_digests_differ_with_anything_drawn_and_only_then():
    data = map_figure()
    assert figure_digest(data) == figure_digest(map_figure())
    changed = [
        dataclasses.replace(data, about=dataclasses.replace(data.about, headline="Other")),
        dataclasses.replace(data, areas=data.areas[1:]),
        dataclasses.replace(data, geometry=dataclasses.replace(data.geometry, digest="other")),
    ]
    assert len({figure_digest(d) for d in [data, *changed, *every_figure()]}) == 3 + len(every_figure())


def test_digests_are_the_same_in_another_process():
    code = (
        "from commonweal.charts.cache import figure_digest as d; from tests.charts.figures import every_figure as e; "
        "print(*map(d, e()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert done.stdout.split() == [figure_digest(data) for data in every_figure()]
