"""What a stolen web password could do to a fresh installation: the product's own roles and migrations.

Everything is tried over a bare connection with the web's own name and password, none of our code in between. The
database cannot refuse the scope: settings are anybody's, so whoever holds the password reads every fund and can sign
an entry with another's name. It refuses whatever would change, remove, hide or unbalance what was posted.
"""

from __future__ import annotations

import shutil
from threading import Thread

import psycopg
import pytest

from commonweal import server
from commonweal.cli import manage
from commonweal.core import scope
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.periods import Month
from commonweal.pool import actions, queries
from commonweal.server.addresses import keys
from commonweal.server.home import home
from tests.database import pointed_at
from tests.factories.pool import AT, draft, invented_fund

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]

BOOKS = ["entry", "leg", "link", "posting", "head", "balance", "daybalance", "periodchange", "account", "fund"]
BOOKS += ["matchingrun", "matchedpair", "pairline", "pairdecision"]
DENIED = "permission denied|must be owner|must be superuser|must be able to SET ROLE"
ON_EACH_TABLE = [
    "update pool_{} set id = id",
    "delete from pool_{}",
    "truncate pool_{} cascade",
    "alter table pool_{} disable trigger all",
    "alter table pool_{} disable row level security",
    "alter table pool_{} add column x int",
    "drop table pool_{} cascade",
    "create trigger t before insert on pool_{} for each row execute function pool_refuse()",
]
NOT_BY_THE_WEB = [
    "set session_replication_role = replica",
    "set role {owner}",
    "set session authorization {owner}",
    "alter function pool_seal() rename to x",
    "create or replace function pool_seal() returns trigger language plpgsql as $$ begin return null; end $$",
    "drop function pool_seal cascade",
    "alter function pool_refuse() security invoker",
    "drop trigger seal on pool_posting",
    "drop policy pool_entry_see on pool_entry",
    "update pg_trigger set tgenabled = 'D'",
    "alter role {app} superuser",
    "copy pool_leg from program 'true'",
    "copy (select 1) to '/tmp/x'",
    "lock table pool_entry in access exclusive mode",
    "insert into pool_link (entry_id, fund_id, number, link) values (1, {fund}, 9, '')",
    "insert into pool_head (fund_id, number, link) values ({fund}, 9, '')",
    "insert into pool_balance (fund_id, account_id, month, amount_pence) values ({fund}, 1, '2017-04-01', 5)",
    "insert into pool_posting (fund_id, kind, person_name, at, transaction) values ({fund}, 'k', 'n', now(), '5')",
    "insert into pool_entry (id, fund_id, posting_id, day, description) overriding system value select id, fund_id,"
    " posting_id, day, 'x' from pool_entry on conflict (id) do update set description = 'x'",
    "merge into pool_leg l using pool_entry e on e.id = l.entry_id when matched then update set amount_pence = 1",
    "select pg_read_file('/etc/passwd')",
]
POSTING = "insert into pool_posting (fund_id, kind, person_id, person_name, at) values ({fund}, 'k', 1, 'n', now())"
NEW = (
    f"with p as ({POSTING} returning id) insert into pool_entry (fund_id, posting_id, day, description, reference)"
    " select {fund}, id, '{day}', 'd', '' from p returning id"
)
LEG = "insert into pool_leg (entry_id, position, fund_id, account_id, amount_pence, memo) values "


@pytest.fixture(scope="module")
def installed(request, tmp_path_factory, django_db_blocker):
    """A fresh installation with one posted entry: (how the web connects, how its owner does, the fund)."""
    folder = tmp_path_factory.mktemp("web-role")
    request.addfinalizer(lambda: shutil.rmtree(home(folder, keys(folder)).folder))
    with django_db_blocker.unblock(), server.running(folder) as ways, pointed_at(ways):
        manage.bring_up_to_date()
        made = invented_fund(months=2)
        with scope.within(scope.SYSTEM_SCOPE):
            actions.post(by=made.jo, at=AT, fund=made.fund, drafts=[draft(("BANK", 100), ("IN-IBCF", -100))])
        yield ways, made


def web(ways):
    way = ways.app
    return psycopg.connect(host=way.host, port=way.port, user=way.user, password=way.password, dbname=way.database)


def forge(connection):
    """Any role may set these: the database takes the system's scope from whoever says so."""
    connection.execute("select set_config('commonweal.system', 'yes', false)")


def words(statement, ways, made, **more):
    return statement.format(owner=f'"{ways.owner.user}"', app=f'"{ways.app.user}"', fund=made.fund.pk, **more)


def untouched(made):
    with scope.within(scope.SYSTEM_SCOPE):
        return queries.verify(made.fund) == [], queries.head(made.fund), queries.trial_balance(made.fund)


@pytest.fixture
def same_after(installed):
    """Whatever the test tries, the books are what they were, and their chain holds."""
    before = untouched(installed[1])
    assert before[0]
    yield
    assert untouched(installed[1]) == before


@pytest.mark.parametrize("table", BOOKS)
@pytest.mark.parametrize("statement", ON_EACH_TABLE)
def test_on_each_table(installed, same_after, table, statement):
    column = {"leg": "entry_id", "link": "entry_id", "head": "fund_id", "balance": "fund_id", "daybalance": "fund_id"}
    statement = statement.replace("set id = id", f"set {column.get(table, 'id')} = {column.get(table, 'id')}")
    with web(installed[0]) as connection, pytest.raises(psycopg.Error, match=DENIED):
        forge(connection)
        connection.execute(statement.format(table))


@pytest.mark.parametrize("statement", NOT_BY_THE_WEB)
def test_no_way_round(installed, same_after, statement):
    with web(installed[0]) as connection, pytest.raises(psycopg.Error, match=DENIED):
        forge(connection)
        connection.execute(words(statement, *installed))


def ids(connection, made):
    """The posted entry and the bank's account."""
    both = "select e.id, a.id from pool_entry e join pool_account a on a.fund_id = e.fund_id and a.code = 'BANK'"
    return connection.execute(f"{both} where e.fund_id = %s", [made.fund.pk]).fetchone()


def test_a_leg_for_a_sealed_entry(installed, same_after):
    ways, made = installed
    with web(ways) as connection, pytest.raises(psycopg.errors.CheckViolation, match="Nothing can be added"):
        forge(connection)
        entry, account = ids(connection, made)
        connection.execute(LEG + "(%s, 3, %s, %s, 5, '')", [entry, made.fund.pk, account])


@pytest.mark.parametrize("table", ["pool_entry (id)", "pool_leg (entry_id)", "pool_posting (fund_id)"])
def test_copy_is_not_for_the_web(installed, same_after, table):
    """PostgreSQL copies into no table that has row-level security for the role."""
    with web(installed[0]) as connection, pytest.raises(psycopg.errors.FeatureNotSupported, match="row-level security"):
        forge(connection)
        with connection.cursor().copy(f"copy {table} from stdin") as copy:
            copy.write_row((1,))


@pytest.mark.parametrize(
    ("day", "legs", "code"),
    [
        (None, [], "posting-empty"),
        ("2017-04-06", [], "entry-empty"),
        ("2017-04-06", [5], "entry-empty"),
        ("2017-04-06", [5, -4], "entry-unbalanced"),
        ("2017-09-06", [5, -5], "entry-late"),
    ],
)
@pytest.mark.parametrize("put_off", [False, True])
def test_what_is_not_whole_does_not_commit(installed, same_after, day, legs, code, put_off):
    ways, made = installed
    connection = web(ways)
    forge(connection)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        if put_off:
            connection.execute("set constraints all deferred")
        if day is None:
            connection.execute(words(POSTING, ways, made))
        else:
            entry = connection.execute(words(NEW, ways, made, day=day)).fetchone()[0]
            for position, pence in enumerate(legs, 1):
                connection.execute(
                    LEG + "(%s, %s, %s, %s, %s, '')", [entry, position, made.fund.pk, ids(connection, made)[1], pence]
                )
        connection.commit()
    assert refused.value.diag.constraint_name == code
    connection.close()


def test_the_forged_scope_is_what_the_database_cannot_refuse(installed):
    """Said plainly: without a scope nothing is seen, and with the web's password any scope can be claimed."""
    ways, _ = installed
    with web(ways) as connection:
        assert connection.execute("select count(*) from pool_entry").fetchone() == (0,)
        forge(connection)
        assert connection.execute("select count(*) from pool_entry").fetchone() == (1,)
    reader = ways.reader
    with (
        psycopg.connect(
            host=reader.host, port=reader.port, user=reader.user, password=reader.password, dbname=reader.database
        ) as public,
        pytest.raises(psycopg.Error, match="permission denied"),
    ):
        forge(public)  # the public face has no right to the table, whatever it claims
        public.execute("select count(*) from pool_entry")


def test_a_posting_begun_before_the_close_is_refused_after_it(installed):
    """The close commits while the posting is under way: the posting's own commit finds the month closed."""
    ways, made = installed
    before, late = untouched(made), web(ways)
    forge(late)
    entry = late.execute(words(NEW, ways, made, day="2017-05-06")).fetchone()[0]
    account = ids(late, made)[1]
    for position, pence in ((1, 5), (2, -5)):
        late.execute(LEG + "(%s, %s, %s, %s, %s, '')", [entry, position, made.fund.pk, account, pence])
    close(made, Month(2017, 5))
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        late.commit()
    assert refused.value.diag.constraint_name == "entry-late"
    assert untouched(made) == before
    late.close()


def test_a_close_waits_for_a_posting_that_is_sealed(installed):
    """The other order: what was checked while the month was open is in the books before the month is closed."""
    ways, made = installed
    posting = web(ways)
    forge(posting)
    entry = posting.execute(words(NEW, ways, made, day="2017-04-07")).fetchone()[0]
    account = ids(posting, made)[1]
    for position, pence in ((1, 7), (2, -7)):
        posting.execute(LEG + "(%s, %s, %s, %s, %s, '')", [entry, position, made.fund.pk, account, pence])
    posting.execute("set constraints seal immediate")
    closing = Thread(target=close, args=(made, Month(2017, 4)))
    closing.start()
    closing.join(1)
    assert closing.is_alive()
    posting.commit()
    closing.join(30)
    assert not closing.is_alive()
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.head(made.fund)[0] == 2
        assert queries.period_standing(made.fund, Month(2017, 4)).state == "closed"
        assert queries.verify(made.fund) == []
    posting.close()


def close(made, month):
    from django.db import connections

    try:
        with scope.within(scope.SYSTEM_SCOPE):
            for person, step in ((made.jo, PeriodStep.PROPOSE_CLOSE), (made.sam, PeriodStep.CONFIRM)):
                actions.step_period(by=person, at=AT, fund=made.fund, month=month, step=step)
    finally:
        connections["default"].close()
