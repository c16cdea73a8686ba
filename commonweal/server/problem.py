"""What keeps the database from serving, in words for whoever started it."""

from __future__ import annotations

from commonweal.engine.findings import Finding


class ServerProblem(Exception):  # noqa: N818 (it carries a finding; the command prints that, never a trace)
    """Carries the finding from wherever it arose to the command that prints it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding
