"""Each forbidden statement is refused: as the application's role by its rights, as the owner by triggers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from commonweal.core import scope
from commonweal.core.scope import NOBODY, SYSTEM_SCOPE, Scope
from commonweal.engine.ledger.closing import TRANSITIONS, PeriodState, PeriodStep
from commonweal.engine.periods import Month
from commonweal.pool import actions, models, queries
from tests.factories.pool import AT, draft, invented_fund

TABLES = [model._meta.db_table for model in vars(models).values() if isinstance(model, type)]
BOOKS = ["pool_fund", "pool_account", "pool_periodchange", "pool_posting", "pool_entry", "pool_leg", "pool_link"]


@pytest.fixture
def booked(pool):
    actions.post(by=pool.jo, at=AT, fund=pool.fund, drafts=[draft(("BANK", 100), ("IN-IBCF", -100))])
    return pool


def run(statement, *arguments, using="default"):
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(statement, arguments)


def code_of(refusal):
    return refusal.value.__cause__.diag.constraint_name


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "update {} set fund_id = fund_id",
        "delete from {}",
        "truncate {} cascade",
        "alter table {} disable trigger all",
        "alter table {} disable row level security",
        "drop table {}",
        "lock table {} in access exclusive mode",
    ],
)
def test_the_applications_role_may_not(booked, table, statement):
    if table == "pool_fund":
        statement = statement.replace("fund_id", "id")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(statement.format(table))


@pytest.mark.parametrize("table", ["pool_head", "pool_link", "pool_daybalance", "pool_balance"])
def test_the_database_alone_writes(booked, table):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"insert into {table} default values")


@pytest.mark.parametrize(
    "statement",
    [
        "set session_replication_role = replica",
        "set role {owner}",
        "create trigger t after insert on pool_leg execute function pool_refuse()",
        "create function pool_funds_in_sight() returns bigint[] return array[1]",
    ],
)
def test_no_way_round_the_guards(booked, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(statement.format(owner=connections["owner"].settings_dict["USER"]))


def test_the_application_cannot_say_that_it_posts_in_another_transaction(booked):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(
            "insert into pool_posting (fund_id, kind, person_name, at, transaction) values (%s, 'k', 'n', now(), '5')",
            booked.fund.pk,
        )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_even_the_owner_is_refused_by_triggers():
    made = invented_fund(months=1)
    with scope.within(SYSTEM_SCOPE):
        actions.post(by=made.jo, at=AT, fund=made.fund, drafts=[draft(("BANK", 100), ("IN-IBCF", -100))])
    for table in BOOKS:
        for statement in [
            f"update {table} set {'id' if table == 'pool_fund' else 'fund_id'} = 1",
            f"delete from {table}",
            f"truncate {table} cascade",
        ]:
            with pytest.raises(IntegrityError, match="only added to"):
                run(statement, using="owner")
    for table in ["pool_head", "pool_daybalance", "pool_balance"]:
        for statement in [f"delete from {table}", f"truncate {table} cascade"]:
            with pytest.raises(IntegrityError, match="only added to"):
                run(statement, using="owner")


def new_posting(pool):
    return models.Posting.objects.create(fund=pool.fund, kind="k", person_id=pool.jo.id, person_name="Jo", at=AT)


def new_entry(pool, posting, day=date(2017, 4, 6), **more):
    return models.Entry.objects.create(
        **({"fund": pool.fund, "posting": posting, "day": day, "description": "d"} | more)
    )


def add_leg(pool, entry, position, code, pence):
    models.Leg.objects.bulk_create(
        [models.Leg(entry=entry, position=position, fund=entry.fund, account=pool.parts[code], amount_pence=pence)]
    )


def seal():
    with connection.cursor() as cursor:
        cursor.execute("set constraints seal immediate")


def refuses(code):
    """The block is refused by the database for this reason."""
    return pytest.raises(IntegrityError, check=lambda fault: fault.__cause__.diag.constraint_name == code)


def test_a_posting_without_entries_is_refused_at_the_end(pool):
    with refuses("posting-empty"), transaction.atomic():
        new_posting(pool)
        seal()


@pytest.mark.parametrize(
    ("legs", "code"),
    [
        ([], "entry-empty"),
        ([("BANK", 5)], "entry-empty"),
        ([("BANK", 5), ("OWED", -4)], "entry-unbalanced"),
        ([("BANK", 5), ("OWED", 5), ("OWED", -9)], "entry-unbalanced"),
    ],
)
def test_what_is_sealed_is_whole(pool, legs, code):
    with refuses(code), transaction.atomic():
        entry = new_entry(pool, new_posting(pool))
        for position, leg in enumerate(legs, 1):
            add_leg(pool, entry, position, *leg)
        seal()


def test_a_closed_or_unopened_month_takes_nothing(pool):
    with refuses("entry-late"), transaction.atomic():
        entry = new_entry(pool, new_posting(pool), day=date(2018, 4, 1))
        add_leg(pool, entry, 1, "BANK", 5)
        add_leg(pool, entry, 2, "OWED", -5)
        seal()


def test_a_late_leg_is_refused_in_the_same_transaction_and_after(booked):
    entry = models.Entry.objects.get(fund=booked.fund)
    with refuses("entry-already-posted"), transaction.atomic():
        add_leg(booked, entry, 3, "BANK", 5)
    with refuses("entry-after-posting"), transaction.atomic():
        new_entry(booked, entry.posting)


@pytest.mark.django_db(transaction=True)
def test_a_late_leg_or_entry_of_an_earlier_transaction_is_refused():
    made = invented_fund(months=1)
    with scope.within(SYSTEM_SCOPE):
        posting = actions.post(by=made.jo, at=AT, fund=made.fund, drafts=[draft(("BANK", 100), ("IN-IBCF", -100))])
    with refuses("entry-already-posted"), scope.within(SYSTEM_SCOPE):
        add_leg(made, posting.entries.get(), 3, "BANK", 5)
    with refuses("entry-after-posting"), scope.within(SYSTEM_SCOPE):
        new_entry(made, posting)


def test_another_funds_account_is_refused(pool):
    with scope.within(SYSTEM_SCOPE):
        other = invented_fund(months=1)
    with refuses("account-unknown"), transaction.atomic():
        entry = new_entry(pool, new_posting(pool))
        add_leg(pool, entry, 1, "BANK", 5)
        add_leg(other, entry, 2, "OWED", -5)
        seal()


def test_rows_of_two_funds_do_not_mix(pool):
    with scope.within(SYSTEM_SCOPE):
        other = invented_fund(months=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Account.objects.create(fund=pool.fund, code="MIXED", kind="contribution", source=other.parts["ibcf"])
        with refuses("entry-after-posting"), transaction.atomic():
            new_entry(pool, new_posting(pool), fund=other.fund)


IN_SIGHT = [
    models.Account,
    models.Posting,
    models.Entry,
    models.Leg,
    models.Link,
    models.Balance,
    models.DayBalance,
    models.Head,
    models.PeriodChange,
]


def test_partners_see_their_fund_and_nobody_else_does(booked):
    ours = [9, 1, 1, 2, 1, 2, 2, 1, 12]
    for viewer, counts in [
        (booked.seen_by(booked.jo), ours),
        (booked.seen_by(booked.sam), ours),
        (SYSTEM_SCOPE, ours),
        (NOBODY, [0] * 9),
        (Scope(person_id=booked.jo.id), [0] * 9),
        (Scope(person_id=9, organisation_ids=(999_999,)), [0] * 9),
        (Scope(person_id=9, is_national=True), [0] * 9),
    ]:
        with scope.within(viewer):
            assert [model.objects.filter(fund=booked.fund).count() for model in IN_SIGHT] == counts
            assert models.Fund.objects.filter(pk=booked.fund.pk).exists() == (counts == ours)


def test_nobody_posts_into_anothers_fund_or_in_anothers_name(pool):
    stranger = Scope(person_id=9, organisation_ids=(999_999,))
    with pytest.raises(ProgrammingError, match="row-level security"), scope.within(stranger):
        models.Posting.objects.create(fund=pool.fund, kind="k", person_id=9, person_name="n", at=AT)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.Posting.objects.create(fund=pool.fund, kind="k", person_id=pool.sam.id, person_name="Sam", at=AT)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.PeriodChange.objects.create(
            fund=pool.fund,
            month=date(2017, 4, 1),
            step="propose-close",
            person_id=pool.sam.id,
            person_name="Sam",
            at=AT,
        )


PATHS = {
    PeriodState.UNOPENED: [],
    PeriodState.OPEN: [PeriodStep.OPEN],
    PeriodState.CLOSING: [PeriodStep.OPEN, PeriodStep.PROPOSE_CLOSE],
    PeriodState.CLOSED: [PeriodStep.OPEN, PeriodStep.PROPOSE_CLOSE, PeriodStep.CONFIRM],
    PeriodState.REOPENING: [PeriodStep.OPEN, PeriodStep.PROPOSE_CLOSE, PeriodStep.CONFIRM, PeriodStep.PROPOSE_REOPEN],
}


@pytest.mark.parametrize("step", PeriodStep)
@pytest.mark.parametrize("state", PeriodState)
@pytest.mark.parametrize("second_is_another", [True, False])
def test_the_database_takes_the_engines_steps_and_no_others(pool, state, step, second_is_another):
    """All states x steps x (another person, the same): the trigger's table and the engine's are one."""
    people = [pool.jo.id, pool.sam.id]
    with scope.within(SYSTEM_SCOPE):
        for place, taken in enumerate(PATHS[state]):
            change = take(pool, taken, people[place % 2])
            assert change.state != ""
        last = people[(len(PATHS[state]) - 1) % 2]
        person = people[1 - people.index(last)] if second_is_another else last
        expected = TRANSITIONS.get((state, step))
        if step is PeriodStep.CONFIRM and not second_is_another:
            expected = None
        if expected is None:
            with pytest.raises(IntegrityError), transaction.atomic():
                take(pool, step, person)
        else:
            assert take(pool, step, person).state == expected
        assert queries.period_standing(pool.fund, Month(2019, 1)).state == (expected or state)


def take(pool, step, person_id):
    change = models.PeriodChange.objects.create(
        fund=pool.fund, month=date(2019, 1, 1), step=step, person_id=person_id, person_name="n", at=AT
    )
    change.refresh_from_db()
    return change
