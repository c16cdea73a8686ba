"""Reading uploaded publications, one transaction each, with progress."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import reverse

from commonweal.core import jobs, scope
from commonweal.core.clock import now
from commonweal.engine.findings import Severity
from commonweal.observations import actions, queries, warming

IMPORT = "observations.import"
MOST_SAID = 200
OUTCOMES = {
    actions.Outcome.STORED: "read and kept",
    actions.Outcome.AGAIN: "known already",
    actions.Outcome.OLDER: "kept, but a later revision speaks for its month",
    actions.Outcome.REFUSED: "refused: nothing of it was kept",
}


@jobs.job(IMPORT)
def import_uploads(progress: jobs.Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Read each upload whole or not at all; the result lists what became of each, with the findings to act on."""
    ids = arguments["uploads"]
    counts: Counter[str] = Counter()
    files: list[dict[str, Any]] = []
    for done, upload_id in enumerate(ids):
        progress.step("Reading publications", done=done, total=len(ids))
        with scope.within(scope.SYSTEM_SCOPE):
            upload = queries.upload(upload_id)
            if upload is None:
                continue
            imported = actions.import_upload(by=progress.actor, at=now(), upload=upload)
        counts[OUTCOMES[imported.outcome]] += 1
        files.append(_told(upload.name, imported))
    progress.step("Counting what is compared and watched", done=len(ids), total=len(ids))
    with scope.within(scope.SYSTEM_SCOPE):
        actions.reckon(by=progress.actor, at=now())
        warming.draw_alerts()
    said = "; ".join(f"{count} {what}" for what, count in counts.items())
    return {"message": f"{said[0].upper()}{said[1:]}." if said else "There was nothing to read.", "files": files}


def _told(name: str, imported: actions.Imported) -> dict[str, Any]:
    """What became of a file, with its findings, the gravest first."""
    order = list(Severity)
    findings = sorted(imported.findings, key=lambda finding: order.index(finding.severity))
    return {
        "name": name,
        "outcome": OUTCOMES[imported.outcome],
        "link": reverse("observations:publication", args=[imported.file.pk]) if imported.file else "",
        "findings": [
            {"severity": f.severity, "where": f.where, "message": f.message, "what_to_do": f.what_to_do}
            for f in findings[:MOST_SAID]
        ],
        "more": max(0, len(findings) - MOST_SAID),
    }
