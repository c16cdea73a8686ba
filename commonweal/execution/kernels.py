"""Where compiled kernels are kept, and compiling them ahead: `python -m commonweal.execution.kernels DATA_FOLDER`.

Numba does not notice a change in a function that a compiled one calls, so each state of the engine's source has a
folder of its own. Checkouts and versions may share a data folder: the states used last are kept, the others cleared.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent / "engine"
COMPILED = ("flow/*.py", "matching/pairing.py")
"""Every file of the engine with something to compile, and what that calls."""
VARIABLE = "NUMBA_CACHE_DIR"
KEPT = 6
"""How many states of the source keep their compiled kernels, about 10 MB each."""


def sources() -> list[Path]:
    """The files that compiled kernels depend on, in order."""
    return [file for pattern in COMPILED for file in sorted(ENGINE.glob(pattern))]


def folder_of(data_folder: Path) -> Path:
    """The folder for the kernels of this state of the source."""
    digest = hashlib.sha256(importlib.metadata.version("numba").encode())
    for file in sources():
        digest.update(file.read_bytes())
    return data_folder / "kernels" / digest.hexdigest()[:16]


def keep_in(data_folder: Path) -> Path:
    """Tell numba, before it is imported, to keep compiled kernels in the data folder; a folder that is set stands."""
    folder = folder_of(data_folder)
    os.environ.setdefault(VARIABLE, str(folder))
    return folder


def warm(data_folder: Path) -> None:
    """Compile every kernel of the flow engine, unless this state of the source was compiled before."""
    folder = keep_in(data_folder)
    done = folder / "warm"
    if not done.exists():
        from commonweal.engine import flow

        flow.warm()
        folder.mkdir(parents=True, exist_ok=True)
    done.touch()
    clear_former(folder.parent)


def clear_former(kernels: Path) -> None:
    """Keep the states that were made ready last; one that is being compiled now is among them."""
    for former in sorted(kernels.iterdir(), key=_last_used, reverse=True)[KEPT:]:
        shutil.rmtree(former, ignore_errors=True)


def _last_used(folder: Path) -> float:
    """When a state was last made ready; 0 for one that another process has just cleared."""
    found = [path.stat().st_mtime for path in (folder / "warm", folder) if path.exists()]
    return max(found, default=0.0)


if __name__ == "__main__":
    warm(Path(sys.argv[1]).resolve())
