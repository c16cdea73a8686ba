"""Every kind of match is told in words that a reviewer can act on."""

from commonweal.engine.matching.double_counting import match_books
from commonweal.engine.matching.explanation import CLAIMS, QUESTIONS, explain
from commonweal.engine.matching.found import Kind
from commonweal.spreadsheets.payments import matching_rules
from tests.engine.matching.test_double_counting import COUNCIL, NHS, book


def test_every_kind_has_its_words():
    assert set(CLAIMS) == set(QUESTIONS) == set(Kind)


def test_a_split_transfer_in_words():
    books = book(NHS, (1, 500, COUNCIL)), book(COUNCIL, (4, -200, NHS), (5, -300, NHS))
    match = match_books(*books, matching_rules()).matches.row(0, named=True)
    told = explain(match, ("the NHS book", "the council's book"))
    assert (
        told.claim
        == "the NHS book and the council's book each show their side of one transfer; neither side is new money."
    )
    assert told.evidence == (
        "2 lines on one side add up to one on the other, to the penny.",
        "They are 4 days apart.",
        "Score: 78 of 100.",  # 100 less 4 of 10 days (12) less two parts (10)
    )


def test_a_near_repeat_in_words():
    books = book(NHS), book(COUNCIL, (1, 60, "Elm", "P1"), (2, 60, "ELM LTD", "P1"))
    told = explain(match_books(*books, matching_rules()).matches.row(0, named=True), ("A", "B"))
    assert told.claim.startswith("In B,") and told.question.startswith("Was one invoice booked twice")
    assert told.evidence == (
        "The sums agree to the penny.",
        "They are one day apart.",
        "The payees' names agree.",
        "They carry the same reference.",
        "Score: 90 of 100.",
    )
