"""Where the folder of real publications is."""

import os
from pathlib import Path


def shared_data() -> Path:
    """The folder that `shared_data` tests read: COMMONWEAL_SHARED_DATA, by default beside the repository."""
    repository = Path(__file__).resolve().parent.parent
    return Path(os.environ.get("COMMONWEAL_SHARED_DATA", repository.parent / "shared" / "data"))
