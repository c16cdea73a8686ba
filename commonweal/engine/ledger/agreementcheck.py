"""What a section 75 agreement still lacks, or may not say."""

from __future__ import annotations

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.agreement import Agreement, Arrangement, Function, PartyKind
from commonweal.engine.ledger.agreementrules import ExcludedFunction, Requirement, Rules


def check_agreement(agreement: Agreement, rules: Rules) -> list[Finding]:
    """What the agreement still lacks or may not say, in the order of the rules file; errors are what the law asks."""
    used = {schedule.arrangement for schedule in agreement.schedules}
    found = []
    for requirement in rules.requirements:
        if requirement.in_schedule:
            places = [
                (schedule.name, schedule)
                for schedule in agreement.schedules
                if schedule.arrangement in requirement.arrangements
            ]
            found += [
                _missing(requirement, f"schedule {name}")
                for name, schedule in places
                if not getattr(schedule, requirement.field)
            ]
        elif used & requirement.arrangements and not getattr(agreement, requirement.field):
            found.append(_missing(requirement, "agreement"))
    return (
        found
        + _check_parties(agreement)
        + _check_host(agreement, used)
        + _check_dates(agreement)
        + _check_functions(agreement, rules)
    )


def _missing(requirement: Requirement, where: str) -> Finding:
    make = error if requirement.is_required else warning
    return make(requirement.code, where, f"{requirement.message} ({requirement.regulation}).", requirement.what_to_do)


def _check_parties(agreement: Agreement) -> list[Finding]:
    kinds, where = {party.kind for party in agreement.parties}, "parties"
    found = []
    if PartyKind.LOCAL_AUTHORITY not in kinds:
        found.append(
            error(
                "no-local-authority",
                where,
                "No local authority is a party.",
                "Add the council whose functions these are.",
            )
        )
    if not kinds & {PartyKind.NHS_COMMISSIONER, PartyKind.NHS_TRUST}:
        found.append(error("no-nhs-body", where, "No NHS body is a party.", "Add the NHS commissioner or trust."))
    if not agreement.schedules:
        found.append(
            error("no-schedule", "schedules", "The agreement covers no service.", "Add a schedule for each service.")
        )
    for party in agreement.parties:
        if party.kind is PartyKind.NHS_TRUST and not party.commissioner_consent:
            message = f"{party.name} is an NHS trust and needs its commissioner's consent (regulation 7)."
            found.append(error("trust-without-consent", where, message, "Record which commissioner consented."))
    return found


def _check_host(agreement: Agreement, used: set[Arrangement]) -> list[Finding]:
    names, found = {party.name for party in agreement.parties}, []
    if agreement.host and agreement.host not in names:
        found.append(
            error("host-no-party", "host", f"{agreement.host} is not a party.", "Choose the host from the parties.")
        )
    if Arrangement.POOLED_FUND in used and agreement.pool_manager and agreement.pool_manager_employer != agreement.host:
        employer = agreement.pool_manager_employer or "nobody"
        message = f"The pool manager is an officer of {employer}, not of the host (regulation 7)."
        found.append(error("manager-not-of-host", "pool manager", message, "Appoint an officer of the host partner."))
    for schedule in agreement.schedules:
        if schedule.lead and schedule.lead not in names:
            found.append(
                error(
                    "lead-no-party",
                    f"schedule {schedule.name}",
                    f"{schedule.lead} is not a party.",
                    "Choose the lead from the parties.",
                )
            )
    return found


def _check_dates(agreement: Agreement) -> list[Finding]:
    starts, ends, review = agreement.starts, agreement.ends, agreement.review
    if starts and ends and ends <= starts:
        return [
            error(
                "dates-reversed",
                "duration",
                f"It ends on {ends}, before it starts on {starts}.",
                "Correct one of the two days.",
            )
        ]
    if review and ((starts and review < starts) or (ends and review >= ends)):
        return [
            warning(
                "review-outside",
                "review",
                f"The review on {review} lies outside the agreement.",
                "Review it while it can still be changed.",
            )
        ]
    return []


def _check_functions(agreement: Agreement, rules: Rules) -> list[Finding]:
    brought_in = [(schedule.name, function) for schedule in agreement.schedules for function in schedule.functions]
    return [
        _excluded(function, excluded, f"schedule {name}")
        for name, function in brought_in
        for excluded in rules.excluded
        if _falls_under(function, excluded)
    ]


def _excluded(function: Function, excluded: ExcludedFunction, where: str) -> Finding:
    message = f"{function.name} falls under {excluded.name}, which no agreement can bring in ({excluded.source})."
    return error("function-excluded", where, message, "Take it out; it stays with the body that has it by law.")


def _falls_under(function: Function, excluded: ExcludedFunction) -> bool:
    named = excluded.code == function.code or any(word in function.name.casefold() for word in excluded.words)
    return excluded.side == function.side and named
