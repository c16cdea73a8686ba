"""All states, events and roles of a return and a paper against a table written out by hand."""

from __future__ import annotations

import itertools

import pytest

from commonweal.engine.reporting.procedure import (
    PAPER,
    RETURN,
    Event,
    PaperEvent,
    PaperRole,
    PaperState,
    Role,
    State,
    Step,
    admit,
    admit_paper,
    standing,
)

ALLOWED = {
    ("draft", "submit", "preparer"): "submitted",
    ("submitted", "send-back", "certifier"): "sent-back",
    ("submitted", "certify", "certifier"): "certified",
    ("certified", "publish", "author"): "published",
    ("sent-back", "supersede", "preparer"): "superseded",
    ("certified", "supersede", "preparer"): "superseded",
    ("published", "supersede", "preparer"): "superseded",
}
PAPERS = {("draft", "publish", "author"): "published", ("published", "note", "chair"): "noted"}


def test_every_state_event_and_role_of_a_return():
    for state, event, role in itertools.product(State, Event, Role):
        assert RETURN.end(state, event, role) == ALLOWED.get((state, event, role)), (state, event, role)


def test_every_state_event_and_role_of_a_paper():
    for state, event, role in itertools.product(PaperState, PaperEvent, PaperRole):
        assert PAPER.end(state, event, role) == PAPERS.get((state, event, role)), (state, event, role)


SUBMITTED = [Step("submit", "2", "preparer")]


@pytest.mark.parametrize(
    ("before", "started_by", "one", "codes"),
    [
        ([], "1", Step("submit", "1", "preparer"), []),
        ([], "1", Step("submit", "1", "certifier"), ["workflow-role"]),
        ([], "1", Step("certify", "3", "certifier"), ["workflow-state"]),
        (SUBMITTED, "1", Step("certify", "3", "certifier"), []),
        (SUBMITTED, "1", Step("certify", "1", "certifier"), ["four-eyes"]),  # began it
        (SUBMITTED, "1", Step("certify", "2", "certifier"), ["four-eyes"]),  # submitted it
        (SUBMITTED, "1", Step("send-back", "3", "certifier", " "), ["reason-missing"]),
        (SUBMITTED, "1", Step("send-back", "1", "certifier", "Wrong."), []),  # that harms nobody
    ],
)
def test_admission(before, started_by, one, codes):
    assert [found.code for found in admit(before, started_by, one)] == codes


def test_a_paper_is_noted_once_it_is_published():
    assert [one.code for one in admit_paper([], Step("note", "1", "chair"))] == ["workflow-state"]
    assert admit_paper([Step("publish", "1", "author")], Step("note", "1", "chair")) == ()


def test_a_history_that_was_never_admitted_is_our_mistake():
    with pytest.raises(ValueError, match="never admitted"):
        standing(RETURN, [Step("certify", "1", "certifier")])
