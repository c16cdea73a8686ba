"""Ring-fences both ways, spending before approval, money that ends: pages and rows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.engine.tracks import Track
from commonweal.plans import actions as plans
from commonweal.pool import actions, queries
from tests.apps.pool.conftest import YEAR
from tests.apps.pool.reading import address, refused, text_of
from tests.factories.pool import AT, MAKER, draft, invented_fund
from tests.factories.rounds import rounds, sound

LATER = datetime(2018, 1, 10, tzinfo=UTC)
PENCE = st.integers(1, 10**9)
ACCOUNTS = ["HOMECARE-NHS", "HOMECARE-IBCF", "REABLEMENT-NHS"]


# Ring-fences


def test_every_sum_is_the_same_from_either_side(as_officer, fund):
    page = text_of(as_officer("ona").get(address("ring-fences", fund)))
    lead = "£115,000 is planned and £15,500.01 spent, from 2 sources for 2 schemes; both ways come to the same."
    assert lead in page
    assert "nhs-minimum £85,000 £85,000 £85,000 £11,500.01" in page
    assert "Summed by source £115,000 £15,500.01 Summed by scheme £115,000 £15,500.01" in page
    assert "Summed over the entries of the journal £15,500.01" in page
    assert "NHS England may withhold what is unpaid, recover what was paid, or direct how it is used" in page


def test_from_a_grant_to_its_schemes_to_an_entry_and_back(as_officer, fund):
    client = as_officer("sam")
    page = client.get(address("ring-fences", fund, source="nhs-minimum"))
    assert "of £85,000 that came in, £11,500.01 is spent and £73,499.99 is left." in text_of(page)
    assert "homecare £60,000 £10,500 reablement £25,000 £1,000.01 Together £85,000 £11,500.01" in text_of(page)
    entries = client.get(unescape(re.search(r'href="([^"]+)">homecare<', page.content.decode())[1]))
    assert "2 legs of entries, together £10,500." in text_of(entries)
    entry = client.get(re.search(r'href="([^"]+entries/4/)"', entries.content.decode())[1])
    back = unescape(re.search(r'href="([^"]+scheme=homecare)"', entry.content.decode())[1])
    page = text_of(client.get(back))
    assert "homecare: whose money it lives on" in page
    assert "ibcf Council's grants, their own conditions £30,000 £4,000" in page
    assert "Together £90,000 £14,500" in page


def test_unknown_grants_and_schemes_show_everything(as_officer, fund):
    client = as_officer("jo")
    assert "Which money pays for what?" in text_of(
        client.get(address("ring-fences", fund, source="'; drop", scheme="\0"))
    )
    assert "0 legs of entries, together £0." in text_of(client.get(address("ring-fence-entries", fund, source="zz")))


def test_headroom_says_its_rule_and_a_shortfall(as_officer, fund):
    with scope.within(scope.SYSTEM_SCOPE):
        asked = {"sources": ["nhs-minimum"], "areas_of_spend": ["Social Care"], "required_pence": 61_000_00}
        actions.add_minimum(by=MAKER, at=AT, fund=fund.fund, code="asc", name="Adult social care", year=YEAR, **asked)
    page = text_of(as_officer("jo").get(address("ring-fences", fund)))
    assert "Adult social care: at least £61,000 of nhs-minimum is spent on Social Care." in page
    assert "£60,000 is planned, £61,000 is required." in page
    assert "Adult social care £61,000 £60,000 -£1,000 £10,500 £60,000 -£1,000" in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(ACCOUNTS), PENCE), min_size=1, max_size=6))
def test_a_pound_is_found_from_either_side_whatever_is_posted(pool, payments):
    with transaction.atomic():
        drafts = [draft((account, pence), ("BANK", -pence)) for account, pence in payments]
        actions.post(by=pool.jo, at=AT, fund=pool.fund, drafts=drafts)
        lines = queries.scheme_lines(pool.fund, YEAR)
        whole = queries.sum_of(queries.spending_legs(pool.fund, YEAR))
        assert sum(line.amounts.paid_pence for line in lines) == whole == sum(pence for _, pence in payments)
        for line in lines:
            legs = queries.spending_legs(pool.fund, YEAR, source=line.source, scheme=line.scheme)
            assert queries.sum_of(legs) == line.amounts.paid_pence
        spends = queries.daily_spending(pool.fund, YEAR)
        assert sum(spend.amount_pence for spend in spends) == whole
        controlled = queries.control_lines(pool.fund, YEAR)
        assert sum(sum(line.contributions_pence.values()) for line in controlled) == whole
        transaction.set_rollback(True)


# Before approval


def approve(made, track=Track.NHS_ENGLAND, day=date(2017, 7, 20), at=LATER, **more):
    told = {"decided_by": "NHS England"} | more
    return actions.record_approval(by=made.jo, at=at, fund=made.fund, year=YEAR, track=track, approved_on=day, **told)


def test_what_was_spent_before_approval(as_officer, fund):
    client = as_officer("jo")
    page = text_of(client.get(address("exposure", fund)))
    assert "£11,500.01 of the NHS minimum is spent and at risk: no approval is recorded." in page
    assert "£4,000 of the council's grants is spent and at risk" in page
    with scope.within(scope.SYSTEM_SCOPE):
        approve(fund)
    page = text_of(client.get(address("exposure", fund)))
    assert "£10,000 of the NHS minimum was spent before its approval on 20 July 2017" in page
    assert "May 2017 £10,000 £0 £10,000 June 2017 £10,000 £4,000 £14,000 July 2017 £0 £4,000 £4,000" in page
    assert "homecare £10,000 £4,000 £14,000 Together £10,000 £4,000 £14,000" in page
    assert "scheme homecare £14,000 was spent before approval, and it is not recorded who authorised it." in page
    glance = text_of(client.get(address("fund", fund)))
    assert "Payable once NHS England approves the plan £85,000 £11,500.01 £0 20 July 2017 £0" in glance
    assert "Paid to the council under its grant's own conditions £30,000 £4,000 £0 not recorded £4,000" in glance
    assert "£4,000 paid before approval, at risk now" in glance


def test_an_approval_is_recorded_and_taken_back_from_the_page(as_officer, fund):
    client, where = as_officer("sam"), address("exposure", fund, year=YEAR)
    day = {"approved_on_day": "20", "approved_on_month": "7", "approved_on_year": "2017"}
    told = {"what": "approval", "track": "nhs-england", **day}
    assert "The name of who decided is missing." in text_of(client.post(where, told))
    assert client.post(where, told | {"decided_by": "NHS England"}).status_code == 302
    assert "20 July 2017 NHS England" in text_of(client.get(where))
    assert "must be a real date" in text_of(client.post(where, told | {"approved_on_month": "13"}))
    assert "has not come yet" in text_of(client.post(where, told | {"approved_on_year": "2999", "decided_by": "x"}))
    assert client.post(where, {"what": "approval", "track": "nhs-england"}).status_code == 302
    assert "£11,500.01 of the NHS minimum is spent and at risk" in text_of(client.get(where))
    assert "Select a valid choice" in text_of(client.post(where, told | {"track": "none"}))


def test_who_let_it_be_spent_is_recorded(as_officer, fund):
    client, where = as_officer("jo"), address("exposure", fund, year=YEAR)
    day = {"authorised_on_day": "1", "authorised_on_month": "4", "authorised_on_year": "2017"}
    told = {"what": "authority", "scheme": fund.parts["homecare"].pk, "authorised_by": "Dee Director", **day}
    page = text_of(client.post(where, told))
    assert "Enter an amount, £0 if it costs nothing" in page and "Say in a few words why it could not wait" in page
    assert client.post(where, told | {"exit_cost": "1,250", "reason": "Contracts run on"}).status_code == 302
    page = text_of(client.get(where))
    assert "homecare Dee Director 1 April 2017 Contracts run on £1,250" in page
    assert "scheme homecare £14,000" not in page
    elsewhere = invented_fund(months=0)
    stranger = told | {"scheme": elsewhere.parts["homecare"].pk, "exit_cost": "1", "reason": "x"}
    assert "Select a valid choice" in text_of(client.post(where, stranger))


def test_what_cannot_be_approved(pool):
    assert refused(lambda: approve(pool, track=Track.NONE)) == ["approval-of-nothing"]
    assert refused(lambda: approve(pool, decided_by=" ")) == ["name-of-who-decided-missing"]
    assert refused(lambda: approve(pool, at=AT)) == ["approval-to-come"]
    approve(pool)
    approve(pool, day=None)
    assert queries.approved_on(pool.fund, YEAR) == {Track.NHS_ENGLAND: None}


def test_what_the_plan_expects_stands_beside_what_the_books_say(as_officer, fund):
    """Of S0's £100,000 of 2017 to 2018 from the NHS minimum, 30 of 365 days by the end of April."""
    made = {"by": MAKER, "at": AT}
    with scope.within(scope.SYSTEM_SCOPE):
        plan = plans.start_plan(**made, round="2017-19", area=fund.council, partners=[])
        content, _ = sound(rounds()["2017-19"], lines=3)
        plans.save_plan(**made, plan=plan, content=content, after={})
        plans.add_running_scheme(
            **made, plan=plan, scheme="S0", since=date(2017, 4, 1), authorised_by="The director of finance"
        )
    page = text_of(as_officer("jo").get(address("exposure", fund, year=YEAR)))
    assert "At risk in all By the plan's register" in page
    assert re.search(r"April 2017 £\S+ £\S+ £\S+ £8,219\.17 ", page)


# Money that ends


def fifteen_million(made, **more):
    told = {"name": "One-off", "total_pence": 15_000_000_00, "first_year": 2017, "year_count": 3} | more
    return actions.add_time_limited_money(by=made.jo, at=AT, source=made.parts["ibcf"], **told)


def test_wirrals_fifteen_million_and_its_cliff(as_officer, fund):
    """£15m over three years from 2017 (Wirral): £5m a year, and £3.3m that goes on in 2020."""
    with scope.within(scope.SYSTEM_SCOPE):
        money = fifteen_million(fund)
        for scheme, year, pence, goes_on in [
            ("homecare", 2019, 3_200_000_00, True),
            ("homecare", 2020, 9_999_00, True),
            ("homecare", 2020, 3_300_000_00, True),  # the later word counts
            ("reablement", 2017, 1_500_000_00, False),
        ]:
            of = {"scheme": fund.parts[scheme], "year": year, "cost_pence": pence, "is_recurrent": goes_on}
            actions.set_dependence(by=fund.jo, at=AT, money=money, **of)
    page = text_of(as_officer("ona").get(address("time-limited", fund)))
    assert "£15,000,000 of this fund ends; £3,300,000 a year depends on it and has no money afterwards." in page
    assert (
        "On 1 April 2020 £5,000,000 a year ends, and £3,300,000 of 2020 to 2021 has no money: all of it homecare."
        in page
    )
    assert "2019 to 2020 £5,000,000 £3,200,000 £1,800,000 £0 2020 to 2021 £0 £3,300,000 £0 £3,300,000" in page
    assert "homecare is a recurrent commitment of up to £3,300,000 a year on money that ends." in page
    assert "Record money that ends" not in page  # a councillor reads
    glance = text_of(as_officer("ona").get(address("fund", fund)))
    assert "The money ended on 1 April 2020; £3,300,000 of yearly costs had no other money." in glance


def test_money_that_ends_is_recorded_from_the_page(as_officer, fund):
    client, where = as_officer("jo"), address("time-limited", fund)
    assert "No money of this fund is recorded as ending." in text_of(client.get(where))
    told = {"what": "money", "source": fund.parts["ibcf"].pk, "name": "One-off", "total": "100", "year_count": "3"}
    assert "Enter a year like 2017" in text_of(client.post(where, told | {"first_year": "soon"}))
    assert client.post(where, told | {"first_year": "2017"}).status_code == 302
    page = text_of(client.get(where))
    assert "2017 to 2018 £33.34 £0 £33.34 £0 2018 to 2019 £33.33" in page
    with scope.within(scope.SYSTEM_SCOPE):
        money = queries.time_limited(fund.fund)[0].row
    need = {
        "what": "need",
        "money": money.pk,
        "needed_by": fund.parts["homecare"].pk,
        "cost": "40",
        "cost_year": "2020",
    }
    assert "Select whether it goes on" in text_of(client.post(where, need))
    assert "Enter an amount of £0 or more" in text_of(client.post(where, need | {"cost": "-1"}))
    assert client.post(where, need | {"is_recurrent": "yes"}).status_code == 302
    assert "£40 of 2020 to 2021 has no money" in text_of(client.get(where))
    assert as_officer("ona").post(where, need | {"is_recurrent": "yes"}).status_code == 404


def test_money_that_cannot_end_so(pool):
    assert refused(lambda: fifteen_million(pool, total_pence=0)) == ["money-unreadable"]
    assert refused(lambda: fifteen_million(pool, name=" ", year_count=0)) == ["name-missing", "money-unreadable"]
    uneven = {2017: 8_000_000_00, 2018: 4_000_000_00, 2019: 3_000_000_00}
    assert fifteen_million(pool, phases_pence=uneven).phases_pence == {
        str(year): pence for year, pence in uneven.items()
    }
    assert refused(lambda: fifteen_million(pool, phases_pence=uneven | {2019: 1})) == ["phases-differ"]
