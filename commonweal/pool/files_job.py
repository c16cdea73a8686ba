"""Posting a large file, in one transaction, with progress."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commonweal.core import jobs, scope
from commonweal.core.clock import now
from commonweal.engine.findings import Finding
from commonweal.pool import models
from commonweal.pool.actions import Refused
from commonweal.pool.actions import files as actions

POST_FILE = "pool.post-file"


@jobs.job(POST_FILE)
def post_file(progress: jobs.Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Post a file's lines that are ready: all of them, or none with the reasons."""
    progress.step(f"Posting {arguments['lines']:,} lines", total=arguments["lines"])
    with scope.within(scope.SYSTEM_SCOPE):
        file = models.LedgerFile.objects.select_related("fund", "partner").get(pk=arguments["file"])
        against = models.Account.objects.get(fund=file.fund, pk=arguments["against"])
    link = reverse("pool:file", args=[file.fund_id, file.pk])
    try:
        with scope.within(scope.SYSTEM_SCOPE):
            actions.post_file(by=progress.actor, at=now(), file=file, against=against, agreed=arguments["agreed"])
    except Refused as refused:
        return {"message": "Nothing was posted.", "files": [_told(file.name, link, refused.findings)]}
    return {"message": f"{arguments['lines']:,} lines are in the books.", "link": link}


def _told(name: str, link: str, findings: tuple[Finding, ...]) -> dict[str, Any]:
    listed = [
        {"severity": f.severity, "where": f.where, "message": f.message, "what_to_do": f.what_to_do} for f in findings
    ]
    return {"name": name, "outcome": "refused", "link": link, "findings": listed, "more": 0}
