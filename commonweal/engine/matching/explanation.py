"""A match in words: what it claims, on what evidence, and what a reviewer has to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commonweal.engine.matching.found import Kind

CLAIMS = {
    Kind.TRANSFER: "{left} and {right} each show their side of one transfer; neither side is new money.",
    Kind.REVERSAL: "In {left}, a credit takes back what was paid; together they come to nothing.",
    Kind.SAME_SPEND: "{left} and {right} both count the same spending; it is new money once.",
    Kind.RETAINED: "{right} shows as income what {left} kept and spent itself.",
    Kind.REPEAT: "In {right}, a line is the same as an earlier one in every column.",
    Kind.NEAR_REPEAT: "In {right}, the same payee is paid the same sum again.",
}
QUESTIONS = {
    Kind.TRANSFER: "Was this paid over by one and received by the other? Then leave both out of the pool's new money.",
    Kind.REVERSAL: "Does the credit belong to this payment? Then neither counts.",
    Kind.SAME_SPEND: "Is it one piece of spending, or did each partner pay its own share? If one, say who carries it.",
    Kind.RETAINED: "Did the money ever leave the partner that kept it? If not, the income is not there.",
    Kind.REPEAT: "Was it paid twice, or are these two payments that look alike? If paid twice, ask for it back.",
    Kind.NEAR_REPEAT: "Was one invoice booked twice, or are these two? If booked twice, ask for it back.",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """For the page and the journal: the claim, each piece of evidence (doubts among them), the question."""

    claim: str
    evidence: tuple[str, ...]
    question: str


def explain(match: Mapping[str, Any], book_names: tuple[str, str]) -> Explanation:
    """A row of a matching's `matches` in words; `book_names` are what the reviewer calls the two books."""
    kind = Kind(match["kind"])
    left, right = book_names[match["left_book"]], book_names[match["right_book"]]
    return Explanation(CLAIMS[kind].format(left=left, right=right), tuple(_evidence(match, kind)), QUESTIONS[kind])


def _evidence(match: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    parts = max(len(match["left_rows"]), len(match["right_rows"]))
    yield (
        f"{parts} lines on one side add up to one on the other, to the penny."
        if parts > 1
        else "The sums agree to the penny."
    )
    yield {0: "They are of the same day.", 1: "They are one day apart."}.get(
        match["days"], f"They are {match['days']} days apart."
    )
    if kind is Kind.RETAINED:
        yield "No name links them; there is no other payment and no other income of this sum at the time."
    elif match["name_masked"]:
        yield "The payee's name is masked."
    elif kind is not Kind.TRANSFER:
        yield "The payees' names agree only loosely." if match["near_name"] else "The payees' names agree."
    if match["sign_unexpected"]:
        yield "One of the signs is not what was to be expected."
    if match["reference"] != "none" and kind in (Kind.REPEAT, Kind.NEAR_REPEAT):
        yield f"They carry {'the same reference' if match['reference'] == 'same' else 'different references'}."
    yield f"Score: {match['score']} of 100."
