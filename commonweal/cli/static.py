"""Style sheets, scripts and pictures gathered for the web server, again only when one of them changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core import management

from commonweal import __version__


def collect(data_folder: Path) -> None:
    """Fill `static` in the data folder; nothing is done where it holds what is there already."""
    (data_folder / "vendor").mkdir(parents=True, exist_ok=True)
    mark, now = data_folder / "static.digest", _digest()
    if mark.exists() and mark.read_text() == now:
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
