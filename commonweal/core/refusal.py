"""Carries findings out of an action, so that its transaction is undone; the page shows them."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import errors

from commonweal.engine.findings import Finding, Severity, error


class Refused(Exception):  # noqa: N818 - it is no error of ours
    """An action did nothing, for these reasons."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(map(str, self.findings)))


def refuse_as_the_database(fault: Exception, where: str) -> None:
    """Raise Refused in the words of the database's own guard; return if it was no guard of ours.

    For what the engine cannot explain any more, because somebody else changed the books in between.
    """
    cause = fault.__cause__
    if isinstance(cause, errors.CheckViolation) and "-" in (cause.diag.constraint_name or ""):
        what_to_do = "Somebody else was at work at the same moment: look again, and repeat it if it still fits."
        raise Refused(
            [error(str(cause.diag.constraint_name), where, f"{cause.diag.message_primary}.", what_to_do)]
        ) from fault


def refuse_if(findings: Iterable[Finding]) -> None:
    """Raise Refused if any finding is an error."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refused(errors)
