"""Pages of the running product: one user, then twenty at once, on the demonstration.

The product must be running (`make run`); `COMMONWEAL_URL` says where, by default http://127.0.0.1:8000.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.benchmarks.harness import Result, percentile

PAGES = {
    "England overview": "/delays/",
    "England overview, another month": "/delays/?month=2014-11",
    "area page": "/delays/areas/E10000015/",
    "comparison of four areas": "/delays/compare?area=E10000015&area=E10000009&area=E06000058&area=E08000019",
    "publications": "/delays/publications/",
}
ALONE, TOGETHER, USERS, WARMING = 40, 10, 20, 10


def run() -> list[Result]:
    base = urlsplit(os.environ.get("COMMONWEAL_URL", "http://127.0.0.1:8000"))
    results = []
    for name, path in PAGES.items():
        for _ in range(WARMING):  # each on a connection of its own, so that every web process has seen the page
            _visits(base, path, 2)
        alone = _visits(base, path, ALONE)
        with ThreadPoolExecutor(USERS) as crowd:
            together = [
                ms
                for visits in crowd.map(lambda _, path=path: _visits(base, path, TOGETHER), range(USERS))
                for ms in visits
            ]
        results.append(_row(name, "1 user", alone, 150))
        results.append(_row(name, f"{USERS} at once", together, 400))
    return results


def _row(name: str, size: str, milliseconds: list[float], limit: float) -> Result:
    p95 = percentile(milliseconds, 0.95)
    return Result(
        f"page: {name}",
        size,
        p95,
        "ms",
        f"p95 under {limit:.0f} ms",
        p95 < limit,
        notes={"median ms": percentile(milliseconds, 0.5)},
    )


def _visits(base, path: str, count: int) -> list[float]:
    """Milliseconds of each of so many visits over one connection, each fully read and answered with 200."""
    connection = HTTPConnection(base.hostname, base.port, timeout=30)
    milliseconds = []
    for _ in range(count):
        start = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        milliseconds.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
    connection.close()
    return milliseconds
