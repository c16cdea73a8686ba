"""Each figure is drawn once: its digest, and a folder of drawn figures by digest."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import tempfile
from pathlib import Path

from commonweal.charts.draw import Drawable, draw
from commonweal.charts.figure import Figure, Table


def figure_digest(data: Drawable) -> str:
    """A digest of what is to be drawn and of the code that draws it, the same in every process and on every machine."""
    described = f"{type(data).__name__} {drawing_version()} {data!r}"
    return hashlib.sha256(described.encode()).hexdigest()


@functools.cache
def drawing_version() -> str:
    """A digest of this package's source: a change to any drawing redraws every figure."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


class FigureCache:
    """Drawn figures in a folder of the caller's, one file each; may be emptied at any time, and shared by processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def figure(self, data: Drawable) -> Figure:
        """The figure, drawn if it has not been; a file that cannot be read is drawn over."""
        digest = figure_digest(data)
        path = self.folder / digest[:2] / f"{digest}.json"
        try:
            return _from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError):
            figure = draw(data)
        self._write(path, json.dumps(dataclasses.asdict(figure), ensure_ascii=False))
        return figure

    def _write(self, path: Path, text: str) -> None:
        """All or nothing: written beside its place, then moved there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def _from_json(text: str) -> Figure:
    stored = json.loads(text)
    table = stored["table"]
    rows = tuple(tuple(row) for row in table["rows"])
    return Figure(**{**stored, "table": Table(tuple(table["headers"]), rows), "words": tuple(stored["words"])})
