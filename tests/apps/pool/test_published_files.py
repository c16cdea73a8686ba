"""Real payment files through a fund's books: what the ledger holds is the files' own control total, to the penny."""

from __future__ import annotations

import time

import pytest

from commonweal.core import scope
from commonweal.engine.ledger import chain
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.matching import proposal
from commonweal.engine.matching.column_map import as_content
from commonweal.engine.matching.control import Total
from commonweal.engine.periods import Month
from commonweal.pool import actions as pool_actions
from commonweal.pool import queries
from commonweal.pool.actions import files as actions
from commonweal.pool.queries import files
from commonweal.spreadsheets.payments import column_maps
from tests.factories.pool import AT, MAKER, invented_fund
from tests.shared import shared_data

pytestmark = [pytest.mark.shared_data, pytest.mark.django_db]


def fund_open(first, last):
    """An invented fund whose months are open from `first` to `last`, seen with the system's eyes."""
    made = invented_fund(months=0)
    scope.enter(scope.SYSTEM_SCOPE)
    for count in range(last - first + 1):
        pool_actions.step_period(by=MAKER, at=AT, fund=made.fund, month=first + count, step=PeriodStep.OPEN)
    return made


def bring_in(made, name, field, words, partner="council"):
    """Keep a published file, code every line that has the words, post it."""
    who = {"by": made.jo, "at": AT}
    account = made.parts["HOMECARE-NHS"]
    actions.add_coding_rule(**who, fund=made.fund, field=field, words=words, account=account)
    content = (shared_data() / "ledgers" / name).read_bytes()
    file = actions.keep_file(**who, partner=made.parts[partner], name=name, content=content)
    return file, post(made, file)


def post(made, file):
    proposed = files.propose(file, files.reading(file))
    agreed = proposal.digest(proposed.lines)
    actions.post_file(by=made.jo, at=AT, file=file, against=made.parts["BANK"], agreed=agreed)
    return files.propose(file, files.reading(file))


@pytest.mark.parametrize(
    ("name", "month", "field", "words", "total"),
    [
        ("leeds-2012-08.csv", Month(2012, 8), "service", "pooled", 1_357),
        ("leeds-2013-10.csv", Month(2013, 10), "service", "pooled", 1_137),
        ("newcastle-2017-01.csv", Month(2017, 1), "expense", "better care fund", Total(1, 1_000)),
        ("salford-2013-07.csv", Month(2013, 7), "expense", "s75", Total(1, 16_167_900)),
        ("manchester-2011-02.csv", Month(2011, 2), "body", "manchester", Total(4_568, 5_567_961_498)),
        ("nhs-gloucestershire-icb.csv.gz", Month(2022, 7), "payee", "county council", Total(1_757, 24_314_596_973)),
    ],
)
def test_the_pools_lines_of_each_publisher_are_in_the_books(name, month, field, words, total):
    """The totals are those of tests/engine/matching/test_published_payments.py, a spreadsheet's or the publisher's."""
    made = fund_open(month, Month(2025, 9) if "nhs" in name else month)
    _, proposed = bring_in(made, name, field, words)
    assert proposed.agrees
    posted = proposed.total.states["posted"]
    nothing = proposed.total.states["nothing"].count
    assert posted.count + nothing == (total if isinstance(total, int) else total.count)
    assert isinstance(total, int) or posted.pence == total.pence
    assert queries.trial_balance(made.fund) == {"HOMECARE-NHS": posted.pence, "BANK": -posted.pence}


def test_every_line_of_an_nhs_commissioner_is_in_the_books_to_the_penny():
    """146,979 lines of £4,044,265,404.87 in one posting, by a partner's map that leaves none in its own book."""
    made = fund_open(Month(2022, 7), Month(2025, 9))
    shipped = next(each for each in column_maps()[0] if each.id == "nhs-gloucestershire")
    content = {**as_content(shipped), "pool": []}
    actions.add_column_map(by=made.jo, at=AT, partner=made.parts["icb"], content=content)
    start = time.perf_counter()
    _, proposed = bring_in(made, "nhs-gloucestershire-icb.csv.gz", "body", "NHS Gloucestershire", partner="icb")
    print(f"\n146,979 lines kept, read, coded, posted and checked in {time.perf_counter() - start:.1f} s")
    assert proposed.read.control.file == Total(146_979, 404_426_540_487)
    posted, nothing = proposed.total.states["posted"], proposed.total.states["nothing"]
    assert posted + nothing == Total(146_979, 404_426_540_487)
    assert proposed.agrees and proposed.booked == posted
    assert queries.trial_balance(made.fund) == {"HOMECARE-NHS": 404_426_540_487, "BANK": -404_426_540_487}
    assert queries.head(made.fund)[0] == posted.count
    first = [row for row, _ in zip(queries.journal(made.fund), range(2_000), strict=False)]
    assert first == chain.chained([row.entry for row in first])  # the chain's links are the engine's own
