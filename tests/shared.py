"""Where the repository and the folder of real publications are."""

import os
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def shared_data() -> Path:
    """The folder that `shared_data` tests read: COMMONWEAL_SHARED_DATA, by default beside the repository."""
    return Path(os.environ.get("COMMONWEAL_SHARED_DATA", TOP.parent / "shared" / "data"))
