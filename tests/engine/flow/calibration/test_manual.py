"""The page's figures are what the command finds today."""

import pytest

from commonweal.execution.discharges import CHOSEN
from scripts import make_backtest_figures as script

AGAIN = "run python scripts/make_backtest_figures.py"


def figures():
    return script.PAGE.read_text(encoding="utf-8").split(script.BEGIN)[1].split(script.END)[0]


@pytest.mark.parametrize("name", script.SHOWN)
def test_the_figures_of_the_page_are_those_of_the_command(name):
    assert script.block(name, script.outcome(name)) in figures(), AGAIN


@pytest.mark.drill
def test_other_assumptions_give_what_the_page_says():
    assert script.sensitivity(CHOSEN[0]) in figures(), AGAIN
