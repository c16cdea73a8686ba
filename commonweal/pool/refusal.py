"""Carries findings out of an action, so that its transaction is undone; the page shows them."""

from __future__ import annotations

from collections.abc import Iterable

from commonweal.engine.findings import Finding, Severity


class Refused(Exception):  # noqa: N818 - it is no error of ours
    """An action did nothing, for these reasons."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(map(str, self.findings)))


def refuse_if(findings: Iterable[Finding]) -> None:
    """Raise Refused if any finding is an error."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refused(errors)
