"""The agreement: written part by part, compared, read out, signed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.engine.ledger.agreement import Arrangement, Function, Party, PartyKind, Schedule, to_data
from commonweal.engine.ledger.agreementversions import digest
from commonweal.pool import actions, models, queries
from tests.engine.ledger.test_agreement import FUND, WHOLE
from tests.factories.pool import AT, MAKER, invented_fund
from tests.factories.world import add_person, give


def refused(call):
    with pytest.raises(actions.Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]


def write(pool, section="purpose", based_on=0, by=None, **values):
    return actions.write_agreement_section(
        by=by or pool.jo, at=AT, fund=pool.fund, based_on=based_on, section=section, values=values
    )


def add_schedule(pool, schedule, based_on=0, name=""):
    return actions.write_agreement_schedule(
        by=pool.jo, at=AT, fund=pool.fund, based_on=based_on, name=name, schedule=schedule
    )


@pytest.fixture
def whole(pool):
    return actions.add_agreement(by=pool.jo, at=AT, fund=pool.fund, record=to_data(WHOLE))


def test_each_save_is_a_version_and_saving_the_same_is_none(pool):
    assert write(pool, aims_and_outcomes="Home sooner").version == 1
    assert write(pool, based_on=1, aims_and_outcomes="Home sooner").version == 1
    assert write(pool, "host", based_on=1, host="Somewhere").version == 2
    latest, record = queries.agreement(pool.fund)
    assert (record.aims_and_outcomes, record.host, latest.section) == ("Home sooner", "Somewhere", "host")
    assert {section: row[2] for section, row in queries.section_writers(pool.fund).items()} == {"purpose": 1, "host": 2}


def test_two_people_on_two_parts_both_keep_their_words(pool):
    write(pool, aims_and_outcomes="Home sooner")
    write(pool, "host", based_on=1, host="Somewhere")
    with scope.within(pool.seen_by(pool.sam)):
        write(pool, "duration", based_on=1, by=pool.sam, termination="Six months")
        record = queries.agreement(pool.fund)[1]
    assert (record.aims_and_outcomes, record.host, record.termination) == ("Home sooner", "Somewhere", "Six months")


def test_two_people_on_one_part_the_second_is_told(pool):
    write(pool, aims_and_outcomes="Home sooner")
    with scope.within(pool.seen_by(pool.sam)):
        write(pool, based_on=1, by=pool.sam, aims_and_outcomes="Home the same day")
    assert refused(lambda: write(pool, based_on=1, aims_and_outcomes="Home at last")) == ["written-meanwhile"]
    assert queries.agreement(pool.fund)[1].aims_and_outcomes == "Home the same day"


def test_schedules_are_added_changed_renamed_and_taken_out(pool):
    add_schedule(pool, FUND)
    assert refused(lambda: add_schedule(pool, FUND, based_on=1)) == ["schedule-twice"]
    add_schedule(pool, replace(FUND, name="Carers", risk_share="own"), based_on=1)
    add_schedule(pool, replace(FUND, name="Homecare and reablement"), based_on=2, name=FUND.name)
    assert [each.name for each in queries.agreement(pool.fund)[1].schedules] == ["Homecare and reablement", "Carers"]
    assert refused(lambda: add_schedule(pool, FUND, based_on=3, name=FUND.name)) == ["schedule-gone"]
    actions.remove_agreement_schedule(by=pool.jo, at=AT, fund=pool.fund, based_on=3, name="Carers")
    assert len(queries.agreement(pool.fund)[1].schedules) == 1
    gone = {"by": pool.jo, "at": AT, "fund": pool.fund, "based_on": 4, "name": "Carers"}
    assert refused(lambda: actions.remove_agreement_schedule(**gone)) == ["schedule-gone"]


@pytest.mark.parametrize(
    ("function", "regulation"),
    [
        (Function("nhs", "surgery", "Surgery"), "regulation 5"),
        (Function("nhs", "theatre", "Day endoscopy lists"), "regulation 5"),
        (Function("council", "x", "Approved mental health professionals"), "regulation 6"),
    ],
)
def test_an_excluded_function_is_refused_with_its_regulation(pool, function, regulation):
    with pytest.raises(actions.Refused, match=regulation):
        add_schedule(pool, replace(FUND, functions=(function,)))
    assert queries.agreement(pool.fund)[0] is None


def sign(pool, version, person=None, partner="council", role="Director of Finance", seen=""):
    return actions.sign_agreement(
        by=person or pool.jo,
        at=AT,
        agreement=version,
        partner=pool.parts[partner],
        role=role,
        digest=seen or digest(version.record),
    )


def test_both_sign_and_a_later_edit_is_unsigned(pool, whole):
    sign(pool, whole)
    assert queries.last_signed_by_all(pool.fund) is None
    with scope.within(pool.seen_by(pool.sam)):
        sign(pool, whole, pool.sam, "icb", "Chief Finance Officer")
    assert queries.last_signed_by_all(pool.fund) == 1
    edited = write(pool, based_on=1, aims_and_outcomes="Something else")
    assert queries.signatures(pool.fund, edited.version) == []
    assert queries.last_signed_by_all(pool.fund) == 1
    assert [(row.partner.code, row.role) for row in queries.signatures(pool.fund, 1)] == [
        ("council", "Director of Finance"),
        ("icb", "Chief Finance Officer"),
    ]


def test_what_cannot_be_signed(pool, whole):
    assert refused(lambda: sign(pool, whole, role=" ")) == ["role-missing"]
    assert refused(lambda: sign(pool, whole, seen="0" * 64)) == ["signature-digest"]
    sign(pool, whole)
    assert refused(lambda: sign(pool, whole)) == ["signed-before"]
    write(pool, based_on=1, aims_and_outcomes="Something else")
    with scope.within(pool.seen_by(pool.sam)):
        assert refused(lambda: sign(pool, whole, pool.sam, "icb")) == ["signature-superseded"]
    unfinished = write(pool, "host", based_on=2, host="")
    assert "host-missing" in refused(lambda: sign(pool, unfinished))


def test_nobody_signs_for_another(pool, whole):
    row = {
        "fund": pool.fund,
        "agreement": whole,
        "role": "r",
        "digest": digest(whole.record),
        "person_name": "n",
        "at": AT,
    }
    for partner, person in [("icb", pool.jo.id), ("council", pool.sam.id)]:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            models.AgreementSignature.objects.create(**row, partner=pool.parts[partner], person_id=person)
    with pytest.raises(IntegrityError, match="not that of version"), transaction.atomic():
        models.AgreementSignature.objects.create(
            **row | {"digest": ""}, partner=pool.parts["council"], person_id=pool.jo.id
        )


values = st.recursive(
    st.none() | st.integers(-(10**9), 10**9) | st.booleans()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6), values))
def test_the_digest_is_that_of_the_database(pool_database, record):
    with connection.cursor() as cursor:
        asked = "select encode(sha256(convert_to((%s::jsonb)::text, 'UTF8')), 'hex')"
        cursor.execute(asked, [json.dumps(record)])
        assert cursor.fetchone()[0] == digest(record)


@pytest.fixture(scope="module")
def pool_database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connection.close()


# The pages.


@pytest.fixture
def fund(db):
    made = invented_fund(months=0)
    made.officers = {}
    roles = [
        ("jo", made.council, "council-finance"),
        ("sam", made.icb, "nhs-finance"),
        ("ona", made.council, "councillor"),
    ]
    for name, organisation, kind in roles:
        made.officers[name] = add_person(f"{name}-agree{made.fund.pk}@example.org", f"{name.title()} Invented")
        give(made.officers[name], organisation, kind)
    return made


@pytest.fixture
def as_officer(client, fund):
    def sign_in(name):
        client.force_login(fund.officers[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text_of(response, status=200):
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(route, fund, *more, **asked):
    return reverse(f"pool:{route}", args=[fund.fund.pk, *more], query=asked)


def put_down(fund, agreement=WHOLE):
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.add_agreement(by=MAKER, at=AT, fund=fund.fund, record=to_data(agreement))


SCHEDULE = {
    "save": "yes", "based_on": "0", "opened": "", "name": "Homecare", "arrangement": "pooled-fund",
    "nhs_functions": "Community health services\r\n\r\nRehabilitation", "council_functions": "Care and support",
    "budget": "8,000,000", "vat_treatment": "The host recovers input tax", "vat_decided_by": "Jo Invented",
}  # fmt: skip


def test_an_agreement_is_written_from_nothing(as_officer, fund):
    client = as_officer("jo")
    parties = {"based_on": "0", "name-0": "Upper Council", "kind-0": "local-authority", "name-1": "Upper Board"}
    page = text_of(client.post(address("agreement-section", fund, "parties"), parties))
    assert "There is a problem Choose what Upper Board is" in page
    parties |= {"kind-1": "nhs-commissioner", "name-2": "", "consent-0": ""}
    assert client.post(address("agreement-section", fund, "parties"), parties).status_code == 302
    duration = {
        "based_on": "1",
        "starts_day": "1",
        "starts_month": "4",
        "starts_year": "2017",
        "termination": "Six months",
    }
    assert client.post(address("agreement-section", fund, "duration"), duration).status_code == 302
    assert client.post(address("agreement-schedule", fund, 0), SCHEDULE | {"based_on": "2"}).status_code == 302
    page = text_of(client.get(address("agreement", fund)))
    assert "Schedule: Homecare, pooled fund Jo Invented" in page
    with scope.within(scope.SYSTEM_SCOPE):
        record = queries.agreement(fund.fund)[1]
    assert (record.starts, record.termination) == (date(2017, 4, 1), "Six months")
    assert record.parties == (
        Party("Upper Council", PartyKind.LOCAL_AUTHORITY),
        Party("Upper Board", PartyKind.NHS_COMMISSIONER),
    )
    assert record.schedules == (
        Schedule(
            "Homecare",
            Arrangement.POOLED_FUND,
            functions=(
                Function("nhs", "community-health-services", "Community health services"),
                Function("nhs", "rehabilitation", "Rehabilitation"),
                Function("council", "care-and-support", "Care and support"),
            ),
            budget_pence=8_000_000_00,
            vat_treatment="The host recovers input tax",
            vat_decided_by="Jo Invented",
        ),
    )


@pytest.mark.parametrize(
    ("change", "said", "field"),
    [
        ({"nhs_functions": "Surgery on site"}, "which no agreement can bring in (regulation 5)", "id_nhs_functions"),
        ({"council_functions": "Adoption"}, "which no agreement can bring in (regulation 6", "id_council_functions"),
        ({"name": ""}, "Enter the service's name", "id_name"),
        ({"arrangement": "marriage"}, "Select a valid choice", "id_arrangement"),
        ({"budget": "-5"}, "Enter a budget of £0 or more", "id_budget"),
        ({"budget": "lots"}, "Enter an amount like 1,234.50", "id_budget"),
    ],
)
def test_what_is_wrong_leads_to_its_field(as_officer, fund, change, said, field):
    response = as_officer("jo").post(address("agreement-schedule", fund, 0), SCHEDULE | change)
    assert said in text_of(response)
    assert f'href="#{field}"' in response.content.decode()
    assert f'id="{field}"' in response.content.decode()
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.agreement(fund.fund)[0] is None


def test_a_trust_without_consent_is_missing_it(as_officer, fund):
    trust = Party("Upper Trust", PartyKind.NHS_TRUST)
    put_down(fund, replace(WHOLE, parties=(*WHOLE.parties, trust)))
    page = text_of(as_officer("jo").get(address("agreement", fund)))
    assert "Upper Trust is an NHS trust and needs its commissioner's consent (regulation 7)." in page
    assert re.search(r"Parties Test, .{,40}, version 1 1 thing to mend", page)


def test_what_changed_between_two_versions(as_officer, fund):
    put_down(fund)
    put_down(fund, replace(WHOLE, host="Nobody", termination="A year's notice"))
    put_down(fund, replace(WHOLE, termination="A year's notice"))
    client = as_officer("sam")
    page = text_of(client.get(address("agreement-versions", fund, old=1, new=3)))
    assert "From version 1 to version 3, 1 thing changed." in page
    assert "Agreement Termination Six months' notice A year's notice" in page
    assert "From version 2 to version 3" in text_of(client.get(address("agreement-versions", fund)))
    assert "say the same" in text_of(client.get(address("agreement-versions", fund, old=3, new=3)))
    assert client.get(address("agreement-versions", fund, old="x", new="99999999999")).status_code == 200


def test_the_document_holds_what_is_missing(as_officer, fund):
    put_down(fund, replace(WHOLE, host="", exit_plan="", aims_and_outcomes="Home <b>sooner</b>"))
    client = as_officer("ona")
    page = client.get(address("agreement-document", fund))
    assert "Home &lt;b&gt;sooner&lt;/b&gt;" in page.content.decode()
    assert "This version lacks 2 items that the regulations ask for, and 1 that practice advises." in text_of(page)
    assert "Between Exampleshire Council (local authority) and Exampleshire ICB (NHS commissioner)." in text_of(page)
    assert "The host partner of the pooled fund is missing (regulation 7, item (g))." in text_of(page)
    kept = client.get(address("agreement-document", fund, version=1) + "&as=file")
    assert kept["Content-Disposition"].endswith('agreement-version-1.html"')
    assert "src=" not in kept.content.decode() and "href=" not in kept.content.decode()  # it stands alone
    assert "The host partner of the pooled fund is missing (regulation 7, item (g))." in text_of(kept)


def test_signing_from_the_page(as_officer, fund):
    version = put_down(fund)
    seen = {"based_on": "1", "digest": digest(version.record), "role": "Director", "confirmed": "yes"}
    client = as_officer("jo")
    assert "Enter the role in which you sign" in text_of(
        client.post(address("agreement-sign", fund), {"based_on": "1"})
    )
    assert "Nothing is signed without your yes" in text_of(
        client.post(address("agreement-sign", fund), seen | {"confirmed": "no"})
    )
    forged = client.post(address("agreement-sign", fund), seen | {"digest": "\0forged"})
    assert "The digest is not that of version 1" in text_of(forged)
    assert client.post(address("agreement-sign", fund), seen).status_code == 302
    client = as_officer("sam")
    put_down(fund, replace(WHOLE, termination="Never"))  # while Sam reads version 1
    assert "Version 1 was edited since" in text_of(client.post(address("agreement-sign", fund), seen))
    page = text_of(client.get(address("agreement", fund)))
    assert "not signed" in page and "No version is signed by every partner." in page
    assert "Jo Invented, Director" in text_of(client.get(address("agreement-document", fund, version=1)))


def test_a_councillor_reads_and_does_not_write(as_officer, fund):
    put_down(fund)
    client = as_officer("ona")
    assert "Add a schedule" not in text_of(client.get(address("agreement", fund)))
    assert client.get(address("agreement-section", fund, "host")).status_code == 403
    assert client.get(address("agreement-sign", fund)).status_code == 403


def test_a_writer_elsewhere_does_not_write_here(as_officer, fund):
    """A councillor here who is a finance officer in another place."""
    other = invented_fund(months=0)
    give(fund.officers["ona"], other.council, "council-finance")
    client = as_officer("ona")
    assert client.get(address("agreement-section", fund, "host")).status_code == 404
    assert client.post(address("agreement-schedule", fund, 0), SCHEDULE).status_code == 404
    put_down(fund)
    assert client.get(address("agreement-sign", fund)).status_code == 404
    assert client.get(address("agreement-section", other, "host")).status_code == 200


def test_parts_that_are_not_there(as_officer, fund):
    client = as_officer("jo")
    assert client.get(address("agreement-section", fund, "weather")).status_code == 404
    assert client.get(address("agreement-schedule", fund, 3)).status_code == 404
    assert client.get(address("agreement-document", fund)).status_code == 404
