"""Where the real publications lie, for tests that read them."""

import os
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def shared_data() -> Path:
    """The folder of real publications: COMMONWEAL_SHARED_DATA, by default ../shared/data beside the repository."""
    return Path(os.environ.get("COMMONWEAL_SHARED_DATA", TOP / ".." / "shared" / "data")).resolve()
