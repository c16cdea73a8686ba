"""Random lives of a fund's books against a plain model: the books as a list, the months as a dictionary."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from commonweal.core import scope
from commonweal.engine.ledger import balances
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.periods import Month, Period
from commonweal.pool import actions, queries
from tests.factories.pool import ACCOUNTS, AT, draft, invented_fund

CODES = [code for code, *_ in ACCOUNTS] + ["NO-SUCH"]
DAYS = st.dates(date(2017, 3, 25), date(2017, 7, 5))  # three open months and some days on either side
MONTHS = st.integers(0, 3).map(lambda count: Month(2017, 4) + count)
LEGS = st.lists(st.tuples(st.sampled_from(CODES), st.integers(-1000, 1000)), min_size=0, max_size=4)


@st.composite
def drafts(draw):
    """Mostly whole, sometimes not."""
    legs = draw(LEGS)
    rest = -sum(pence for _, pence in legs)
    if rest and draw(st.integers(0, 5)):
        legs = [*legs, ("BANK", rest)]
    return draft(*legs, day=draw(DAYS), description=draw(st.sampled_from(["Payment", "Café £ 5", "'=1+1", " "])))


class Books(RuleBasedStateMachine):
    """What the model says can be posted is posted; what it says cannot is refused; and both hold the same books."""

    @initialize()
    def begin(self):
        self.made = invented_fund(months=3)
        self.entries = []  # (day, legs, number reversed)
        self.states = {Month(2017, 4) + count: ("open", None) for count in range(3)}

    def act(self, person, call, should_work):
        with scope.within(self.made.seen_by(person)):
            try:
                call(by=person, at=AT, fund=self.made.fund)
            except actions.Refused:
                assert not should_work
            else:
                assert should_work

    def is_whole(self, one):
        amounts = [leg.amount_pence for leg in one.legs]
        known = all(leg.account in CODES[:-1] for leg in one.legs)
        return len(amounts) > 1 and 0 not in amounts and sum(amounts) == 0 and known and one.description.strip() != ""

    def is_open(self, day):
        return self.states.get(Month.of(day), ("unopened", None))[0] == "open"

    def person(self, is_jo):
        return self.made.jo if is_jo else self.made.sam

    @rule(several=st.lists(drafts(), min_size=1, max_size=4), is_jo=st.booleans())
    def post(self, several, is_jo):
        works = all(self.is_whole(one) and self.is_open(one.day) for one in several)
        self.act(self.person(is_jo), lambda **who: actions.post(**who, drafts=several), works)
        if works:
            self.entries += [(one.day, [(leg.account, leg.amount_pence) for leg in one.legs], None) for one in several]

    @rule(count=st.integers(2, 60), day=DAYS, pence=st.integers(1, 10**9))
    def post_many(self, count, day, pence):
        several = [draft(("HOMECARE-NHS", pence + place), ("BANK", -pence - place), day=day) for place in range(count)]
        works = self.is_open(day)
        self.act(self.made.jo, lambda **who: actions.post(**who, drafts=several, kind="from a file"), works)
        if works:
            self.entries += [(one.day, [(leg.account, leg.amount_pence) for leg in one.legs], None) for one in several]

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), day=DAYS, is_jo=st.booleans())
    def reverse(self, data, day, is_jo):
        number = data.draw(st.integers(1, len(self.entries) + 1))
        exists = number <= len(self.entries)
        works = exists and self.is_open(day) and number not in {entry[2] for entry in self.entries}
        call = lambda **who: actions.reverse(**who, number=number, day=day, description="Back")  # noqa: E731
        self.act(self.person(is_jo), call, works)
        if works:
            legs = [(code, -pence) for code, pence in self.entries[number - 1][1]]
            self.entries.append((day, legs, number))

    @rule(month=MONTHS, step=st.sampled_from(PeriodStep), is_jo=st.booleans())
    def step(self, month, step, is_jo):
        person = self.person(is_jo)
        state, last = self.states.get(month, ("unopened", None))
        after = {
            ("unopened", "open"): "open",
            ("open", "propose-close"): "closing",
            ("closing", "withdraw"): "open",
            ("closed", "propose-reopen"): "reopening",
            ("reopening", "withdraw"): "closed",
        }.get((state, step))
        if step == "confirm" and state in {"closing", "reopening"} and last != person.id:
            after = {"closing": "closed", "reopening": "open"}[state]
        self.act(person, lambda **who: actions.step_period(**who, month=month, step=step), after is not None)
        if after:
            self.states[month] = (after, person.id)

    @invariant()
    def the_books_are_the_models(self):
        if not hasattr(self, "made"):
            return
        sums = Counter()
        for _, legs, _ in self.entries:
            for code, pence in legs:
                sums[code] += pence
        with scope.within(self.made.seen_by(self.made.sam)):
            held = queries.trial_balance(self.made.fund)
            assert {code: pence for code, pence in held.items() if pence} == {
                code: pence for code, pence in sums.items() if pence
            }
            assert queries.head(self.made.fund)[0] == len(self.entries)

    def teardown(self):
        if not hasattr(self, "made"):
            return
        with scope.within(self.made.seen_by(self.made.jo)):
            rows = [row.entry for row in queries.journal(self.made.fund)]
            told = [(row.day, [(leg.account, leg.amount_pence) for leg in row.legs], row.reverses) for row in rows]
            assert told == self.entries
            assert queries.verify(self.made.fund) == []
            accounts = queries.accounts(self.made.fund)
            for start in (date(2017, 4, 1), date(2017, 5, 10), date(2017, 6, 30)):
                period = Period(start, start + timedelta(days=33))
                for by in ("partner", "source", "scheme"):
                    assert queries.statement(self.made.fund, period, by=by) == balances.statement(
                        accounts, rows, period, by=by
                    )
