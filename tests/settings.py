"""Settings of the tests: the product's own, on a throwaway server of the tests' own."""

import os
from pathlib import Path

os.environ.setdefault("COMMONWEAL_MODE", "test")
os.environ.setdefault("COMMONWEAL_DATA", str(Path(__file__).parent.parent / "var" / "test"))

from commonweal import server
from commonweal.execution import kernels

kernels.keep_in(Path(__file__).parent.parent / "var")
server.make_throwaway(Path(os.environ["COMMONWEAL_DATA"]).resolve())

from commonweal.config.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 (whitenoise looks for it)
STATICFILES_DIRS = [Path(__file__).parent.parent / "var" / "vendor"]
