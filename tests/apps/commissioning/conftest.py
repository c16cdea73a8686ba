"""An invented place's contract, seen with the council's eyes."""

import pytest

from commonweal.core import scope
from tests.factories.line import Line, invented_line


@pytest.fixture
def line(db) -> Line:
    made = invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        yield made
