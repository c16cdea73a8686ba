"""Writing the agreement part by part, each save a version of its own; signing a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_as_the_database, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.ledger.agreement import Agreement, Schedule, to_data
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.ledger.agreementversions import SECTIONS
from commonweal.pool import models, queries

FIELDS = {section.code: section.fields for section in SECTIONS}


@action("pool.write-agreement-section")
def write_agreement_section(
    *, by: Actor, at: datetime, fund: models.Fund, based_on: int, section: str, values: Mapping[str, Any]
) -> models.AgreementVersion:
    """Write a section's fields as the next version; Refused where somebody wrote the same since version `based_on`.

    Gives the latest version unchanged if nothing is different.
    """
    latest, agreement = queries.agreement(fund)
    unknown = set(values) - set(FIELDS[section])
    if unknown:
        raise ValueError(f"{section} has no {sorted(unknown)}")
    _refuse_if_written_since(fund, latest, based_on, section)
    return _write(by, at, fund, latest, replace(agreement, **values), section)


@action("pool.write-agreement-schedule")
def write_agreement_schedule(
    *, by: Actor, at: datetime, fund: models.Fund, based_on: int, name: str, schedule: Schedule
) -> models.AgreementVersion:
    """Write the schedule called `name` (none: a new one) anew; Refused where it brings in an excluded function."""
    latest, agreement = queries.agreement(fund)
    others = [each.name for each in agreement.schedules if each.name != name]
    if schedule.name in others:
        message = f"There is a schedule {schedule.name} already."
        raise Refused([error("schedule-twice", f"schedule {schedule.name}", message, "Give it another name.")])
    if name and len(others) == len(agreement.schedules):
        message = f"There is no schedule {name} any more."
        raise Refused([error("schedule-gone", f"schedule {name}", message, "Add it as a new one.")])
    _refuse_if_written_since(fund, latest, based_on, f"schedule {name}")
    changed = [schedule if each.name == name else each for each in agreement.schedules]
    written = replace(agreement, schedules=tuple(changed if name else [*changed, schedule]))
    refuse_if(_excluded(written, schedule.name))
    return _write(by, at, fund, latest, written, f"schedule {schedule.name}")


@action("pool.remove-agreement-schedule")
def remove_agreement_schedule(
    *, by: Actor, at: datetime, fund: models.Fund, based_on: int, name: str
) -> models.AgreementVersion:
    """Take a schedule out; earlier versions keep it."""
    latest, agreement = queries.agreement(fund)
    left = tuple(each for each in agreement.schedules if each.name != name)
    if len(left) == len(agreement.schedules):
        message = f"There is no schedule {name} any more."
        raise Refused([error("schedule-gone", f"schedule {name}", message, "Look at the agreement as it stands.")])
    _refuse_if_written_since(fund, latest, based_on, f"schedule {name}")
    return _write(by, at, fund, latest, replace(agreement, schedules=left), f"schedule {name}")


@action("pool.sign-agreement")
def sign_agreement(
    *, by: Actor, at: datetime, agreement: models.AgreementVersion, partner: models.Partner, role: str, digest: str
) -> models.AgreementSignature:
    """Sign a version for a partner; `digest` is that of the text which the signer saw.

    Refused while the regulations' items are missing, where the version was edited since, or where it is signed.
    """
    _, record = queries.agreement(agreement.fund)
    refuse_if(check_agreement(record, queries.section_75()))
    if not role.strip():
        raise Refused(
            [error("role-missing", "signature", "A signature names its role.", "Write, say, Chief executive.")]
        )
    if models.AgreementSignature.objects.filter(agreement=agreement, partner=partner).exists():
        message = f"{partner.code} has signed version {agreement.version}."
        raise Refused([error("signed-before", "signature", message, "Nothing is left to do for this partner.")])
    try:
        with transaction.atomic():
            return models.AgreementSignature.objects.create(
                fund_id=agreement.fund_id,
                agreement=agreement,
                partner=partner,
                role=role.strip(),
                digest=digest,
                person_id=by.id,
                person_name=by.name,
                at=at,
            )
    except IntegrityError as fault:
        refuse_as_the_database(fault, "signature")
        raise


def _excluded(agreement: Agreement, name: str) -> list[Any]:
    found = check_agreement(agreement, queries.section_75())
    return [each for each in found if each.code == "function-excluded" and each.where == f"schedule {name}"]


def _refuse_if_written_since(
    fund: models.Fund, latest: models.AgreementVersion | None, based_on: int, section: str
) -> None:
    if latest is None or latest.version == based_on:
        return
    other = (
        models.AgreementVersion.objects.filter(fund=fund, version__gt=based_on, section__in=[section, ""])
        .order_by("-version")
        .first()
    )
    if other is not None:
        message = f"{other.person_name} wrote the same part while you did, as version {other.version}."
        what_to_do = "Look at what is there now, and write your change into it."
        raise Refused([error("written-meanwhile", section, message, what_to_do)])


def _write(
    by: Actor, at: datetime, fund: models.Fund, latest: models.AgreementVersion | None, record: Agreement, section: str
) -> models.AgreementVersion:
    data = to_data(record)
    if latest is not None and queries.agreement(fund)[1] == record:
        return latest
    try:
        with transaction.atomic():
            return models.AgreementVersion.objects.create(
                fund=fund,
                version=latest.version + 1 if latest else 1,
                record=data,
                section=section,
                person_id=by.id,
                person_name=by.name,
                at=at,
            )
    except IntegrityError as fault:
        message = "Somebody saved another part at the same moment."
        raise Refused([error("version-taken", section, message, "Save again.")]) from fault
