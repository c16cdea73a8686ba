"""A fault of a user's, or of somebody's file, is a value: what is wrong, where, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters to whoever reads the figures."""

    ERROR = "error"  # something was left out, or contradicts itself
    WARNING = "warning"  # everything was taken, but a person should look
    NOTE = "note"  # worth knowing


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should know or mend.

    `code` is stable and kebab-case (tests and translations hold on to it); `where` is an address that its reader can
    go to: `sheet!cell` of a workbook, a line of a file, the path of an entry. `what_to_do` says the next step.
    """

    code: str
    severity: Severity
    where: str
    message: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} {self.what_to_do}".strip()


def error(code: str, where: str, message: str, what_to_do: str) -> Finding:
    """A finding of severity error."""
    return Finding(code, Severity.ERROR, where, message, what_to_do)


def warning(code: str, where: str, message: str, what_to_do: str) -> Finding:
    """A finding of severity warning."""
    return Finding(code, Severity.WARNING, where, message, what_to_do)


def note(code: str, where: str, message: str, what_to_do: str = "") -> Finding:
    """A finding of severity note."""
    return Finding(code, Severity.NOTE, where, message, what_to_do)


def count_by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity, all three always present."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in Severity}
