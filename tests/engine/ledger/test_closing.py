import pytest

from commonweal.engine.ledger.closing import TRANSITIONS, PeriodStanding, PeriodState, PeriodStep, check_step
from commonweal.engine.ledger.virement import Hand, check_approval
from commonweal.engine.periods import Month

APRIL = Month(2017, 4)


@pytest.mark.parametrize("same_person", [True, False])
@pytest.mark.parametrize("step", PeriodStep)
@pytest.mark.parametrize("state", PeriodState)
def test_all_states_and_steps(state, step, same_person):
    found = [finding.code for finding in check_step(APRIL, PeriodStanding(state, 1), step, 1 if same_person else 2)]
    if (state, step) not in TRANSITIONS:
        assert found == ["period-step"]
    elif step == "confirm" and same_person:
        assert found == ["same-person"]
    else:
        assert found == []


def test_nothing_is_closed_or_opened_again_without_a_second_person():
    """Every way into `closed`, and out of it to `open`, ends with a confirmation."""
    for (state, step), after in TRANSITIONS.items():
        if after is PeriodState.CLOSED and state is not PeriodState.REOPENING:
            assert step is PeriodStep.CONFIRM
        if state in {PeriodState.CLOSED, PeriodState.REOPENING} and after is PeriodState.OPEN:
            assert step is PeriodStep.CONFIRM


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        (Hand(1, "council"), Hand(2, "icb"), []),
        (Hand(1, "council"), Hand(1, "icb"), ["same-person"]),
        (Hand(1, "council"), Hand(2, "council"), ["same-partner"]),
    ],
)
def test_who_approves(one, other, codes):
    assert [finding.code for finding in check_approval(one, other)] == codes
