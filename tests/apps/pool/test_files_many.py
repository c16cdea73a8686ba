"""Random and damaged files: what is posted is what was accepted; a file that cannot be read leaves nothing behind."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.core.refusal import Refused
from commonweal.engine.matching import proposal
from commonweal.engine.matching.amounts import pence_of
from commonweal.pool import models, queries
from commonweal.pool.actions import files as actions
from commonweal.pool.queries import files
from tests.apps.pool.test_files import FILE, MAP, add_rule, keep, made, post, proposed

HEADINGS = ["Paid", "Net", "Supplier", "Service", "Cost centre", "Ref"]
GOOD_DAYS = st.integers(0, 364).map(lambda days: date(2017, 4, 1) + timedelta(days)).map("{:%d/%m/%Y}".format)
GOOD_AMOUNTS = st.integers(-10_000_000, 10_000_000).map(
    lambda pence: f"{'-' if pence < 0 else ''}{abs(pence) / 100:.2f}"
)
BAD = st.sampled_from(["", "x", "1.005", "31/02/2017", "1e5", "=1+1", "12,34.50", "\N{SNOWMAN}", "00/00/0000"])
LINES = st.tuples(
    st.one_of(GOOD_DAYS, GOOD_DAYS, BAD),
    st.one_of(GOOD_AMOUNTS, GOOD_AMOUNTS, BAD),
    st.sampled_from(["Ash Care", "Beech Ltd", "Cedar", ""]),
    st.sampled_from(["Pooled fund", "Roads"]),
    st.sampled_from(["100", "150", "250", "x"]),
    st.text("ABC123", min_size=0, max_size=3),
)


def as_csv(lines):
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *lines])
    return text.getvalue().encode()


def readable_day(text):
    try:
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def plainly(lines):
    """What is in the file, what is refused and what is the pool's and coded, in pence, line by line without tables."""
    total = refused = coded = 0
    for day, amount, payee, service, code, reference in lines:
        pence = pence_of(amount)
        if not any((day, payee, service, code, reference)):
            continue  # nothing but a sum
        total += pence or 0
        if pence is None or readable_day(day) is None:
            refused += pence or 0
        elif service == "Pooled fund" and (code in ("100", "150") or "beech" in payee.lower()):
            twice = code in ("100", "150") and "beech" in payee.lower()
            coded += 0 if twice else pence
    return total, refused, coded


@given(lines=st.lists(LINES, min_size=1, max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_file_is_accepted_and_refused_and_what_was_ready_is_in_the_books(pool, lines):
    with scope.within(scope.SYSTEM_SCOPE):
        from tests.factories.pool import invented_fund

        town = invented_fund()
        actions.add_column_map(**made(town), partner=town.parts["council"], content=MAP)
        add_rule(town, "HOMECARE-NHS", field="code", low="100", high="199")
        add_rule(town, "REABLEMENT-NHS", field="payee", words="beech")
        file = keep(town, as_csv(lines))
        before = proposed(file)
        total, refused, coded = plainly(lines)
        control = before.read.control
        assert (control.file.pence, control.refused.pence, before.total.states["coded"].pence) == (
            total,
            refused,
            coded,
        )
        assert control.file == control.accepted + control.refused
        if before.total.states["coded"].count:
            post(town, file)
        after = proposed(file)
        assert after.agrees and after.booked == before.total.states["coded"]
        assert -queries.trial_balance(town.fund).get("BANK", 0) == coded


def mutated(choice):
    """The file with some of its bytes changed, cut out, doubled or put elsewhere."""
    content = bytearray(FILE)
    for _ in range(choice.randint(1, 8)):
        place, length = choice.randrange(len(content)), choice.randint(1, 12)
        match choice.randrange(5):
            case 0:
                content[place] = choice.randrange(256)
            case 1:
                del content[place : place + length]
            case 2:
                content[place:place] = content[place : place + length]
            case 3:
                content[place:place] = choice.randbytes(length)
            case _:
                content = content[: max(place, 1)]
        if not content:
            content = bytearray(b"\0")
    return bytes(content)


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_damaged_files_are_read_cleanly_or_leave_nothing(pool, part):
    """Each is kept once, reads to a control total that agrees or to findings, and posts whole or not at all."""
    who = made(pool)
    actions.add_column_map(**who, partner=pool.parts["council"], content=MAP)
    add_rule(pool, "HOMECARE-NHS", field="service", words="pooled")
    read = refused = 0
    for number in range(250):
        content = mutated(random.Random(1000 * part + number))
        before = (queries.head(pool.fund), models.FileLine.objects.count())
        try:
            file = keep(pool, content, f"{number}.csv")
        except Refused as known:
            assert [finding.code for finding in known.findings] == ["file-known"]
            continue
        used = files.reading(file)
        if used is None:
            assert files.find_map(file.partner, file.name, content)[0].findings != ()
            files.question(file, None, anew=False)
            refused += 1
            continue
        now = files.propose(file, used)
        if now.read.control is None:
            assert now.read.findings != ()
            refused += 1
            continue
        assert now.read.control.agrees and now.total.agrees and now.read.control.to_post == now.total.to_post
        read += 1
        try:
            agreed = proposal.digest(now.lines)
            actions.post_file(**who, file=file, against=pool.parts["BANK"], agreed=agreed)
        except Refused:
            assert (queries.head(pool.fund), models.FileLine.objects.count()) == before
        assert proposed(file).agrees
    assert read > 100 and refused > 10
    assert -queries.trial_balance(pool.fund).get("BANK", 0) == queries.trial_balance(pool.fund).get("HOMECARE-NHS", 0)
