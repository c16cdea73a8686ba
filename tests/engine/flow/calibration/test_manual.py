"""The page's figures are what the command finds today."""

import pytest

from commonweal.execution.discharges import CHOSEN
from scripts import make_backtest_figures as script


@pytest.mark.parametrize("name", CHOSEN)
def test_the_figures_of_the_page_are_those_of_the_command(name):
    figures = script.PAGE.read_text(encoding="utf-8").split(script.BEGIN)[1].split(script.END)[0]
    assert script.block(name, script.outcome(name)) in figures, "run python scripts/make_backtest_figures.py"
