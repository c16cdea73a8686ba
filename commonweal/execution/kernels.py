"""Where compiled kernels are kept, and compiling them ahead: `python -m commonweal.execution.kernels DATA_FOLDER`.

Numba does not notice a change in a function that a compiled one calls, so each state of the engine's source has a
folder of its own; what a former state left is cleared when a new one is made.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "engine" / "flow"
VARIABLE = "NUMBA_CACHE_DIR"


def keep_in(data_folder: Path) -> Path:
    """Tell numba, before it is imported, to keep compiled kernels in the data folder; a folder that is set stands."""
    digest = hashlib.sha256(importlib.metadata.version("numba").encode())
    for file in sorted(SOURCE.glob("*.py")):
        digest.update(file.read_bytes())
    folder = data_folder / "kernels" / digest.hexdigest()[:16]
    os.environ.setdefault(VARIABLE, str(folder))
    return folder


def warm(data_folder: Path) -> None:
    """Compile every kernel, unless this state of the source was compiled before."""
    folder = keep_in(data_folder)
    if (folder / "warm").exists():
        return
    for former in folder.parent.glob("*"):
        shutil.rmtree(former, ignore_errors=True)
    from commonweal.engine import flow

    flow.warm()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "warm").touch()


if __name__ == "__main__":
    warm(Path(sys.argv[1]).resolve())
