"""Stops the embedded server when its last user is gone, killed users included.

Started by the first user as `python -m commonweal.server.watcher DATA_FOLDER LOCK`, where LOCK is the inherited file
that says "there is a watcher". It sleeps in the kernel and costs nothing while the server is used.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from commonweal.server import lifetime
from commonweal.server.home import home, keys


def main(data_folder: Path, watching: int) -> None:
    """Wait for the last user, stop the server, go."""
    house = home(data_folder, keys(data_folder))
    lifetime.wait_for_last_user(house)
    lifetime.stop_unless_wanted(house)
    os.close(watching)  # before the users' lock: a newcomer who gets that must see that it needs a new watcher


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
