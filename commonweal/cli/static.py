"""Style sheets, scripts and pictures gathered for the web server, again only when one of them changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core import management

from commonweal import __version__, server
from commonweal.engine import findings

FETCHED = ("nhsuk/nhsuk-frontend.min.css", "nhsuk/nhsuk-frontend.min.js", "htmx.min.js")
"""What set-up fetches for every page; without it each would answer that something went wrong."""


def refuse_without(data_folder: Path) -> None:
    """ServerProblem where set-up could not fetch style sheets and scripts, before anything is started."""
    vendor = data_folder / "vendor"
    missing = [name for name in FETCHED if not (vendor / name).is_file()]
    if missing:
        raise server.ServerProblem(
            findings.error(
                "no-style-sheets",
                str(vendor),
                f"The pages’ style sheets and scripts are not here ({', '.join(missing)}).",
                "Run `make setup` again with the same data folder, online: it fetches them once.",
            )
        )


def collect(data_folder: Path) -> None:
    """Fill `static` in the data folder; nothing is done where it holds what is there already."""
    mark, now = data_folder / "static.digest", _digest()
    if mark.exists() and mark.read_text() == now and (data_folder / "static" / "staticfiles.json").exists():
        return
    management.call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(now)


def _digest() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                digest.update(name.encode() + hashlib.file_digest(file.file, "sha256").digest())
    return digest.hexdigest()
