"""Colours: marks stand out from white (WCAG 1.4.11), and neighbours from each other."""

from itertools import pairwise

import pytest

from commonweal.charts import palette
from commonweal.charts.spc import MARKS


def test_contrast_is_wcags():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#ffffff", "#ffffff") == 1
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # known to fail 4.5 by a hair


@pytest.mark.parametrize("colour", [*palette.CATEGORICAL, palette.MUTED_MARK, palette.OUTLINE])
def test_marks_stand_out_from_white(colour):
    assert palette.contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize("colour", [palette.TEXT, palette.QUIET_TEXT])
def test_text_reads_on_white(colour):
    assert palette.contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("fill", [*palette.CATEGORICAL, *palette.SEQUENTIAL])
def test_text_reads_on_marks(fill):
    assert palette.contrast(palette.text_on(fill), fill) >= 4.5


@pytest.mark.parametrize("colours", [palette.CATEGORICAL, palette.SEQUENTIAL])
def test_neighbours_differ(colours):
    for one, other in pairwise(colours):
        assert palette.contrast(one, other) >= 1.35


def test_the_sequential_colours_darken():
    against_white = [palette.contrast(colour, "#ffffff") for colour in palette.SEQUENTIAL]
    assert against_white == sorted(against_white)


def test_no_two_classes_share_a_shape():
    assert len({shape for shape, _, _ in MARKS.values()}) == len(MARKS)
