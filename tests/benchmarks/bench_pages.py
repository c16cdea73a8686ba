"""Pages of the running product: one user, then twenty at once, on the demonstration.

The product must be running (`make run`); `COMMONWEAL_URL` says where, by default http://127.0.0.1:8000.
"""

from __future__ import annotations

import os
import re
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.benchmarks.harness import Result, percentile
from tests.shared import TOP

PAGES = {
    "England overview": "/delays/",
    "England overview, another month": "/delays/?month=2014-11",
    "area page": "/delays/areas/E10000015/",
    "comparison of four areas": "/delays/compare?area=E10000015&area=E10000009&area=E06000058&area=E08000019",
    "publications": "/delays/publications/",
}
SIGNED_IN = {  # the start pages of some kinds of user, and the pages that they work on
    "start page, manager": ("manager@example.org", "/"),
    "start page, council finance": ("council.finance@example.org", "/"),
    "start page, social worker": ("social.worker@example.org", "/"),
    "start page, councillor": ("councillor@example.org", "/"),
    "plan, manager": ("manager@example.org", "/plans/1/"),
    "plan, regional assurer": ("assurer@example.org", "/plans/1/"),
    "pool statement, council finance": ("council.finance@example.org", "/pool/1/statement"),
    "pool statement, councillor": ("councillor@example.org", "/pool/1/statement"),
    "who waits to leave hospital, social worker": ("social.worker@example.org", "/leaving-hospital/"),
    "who waits to leave hospital, councillor": ("councillor@example.org", "/leaving-hospital/"),
}
ALONE, TOGETHER, USERS, WARMING = 40, 10, 20, 10


def run() -> list[Result]:
    base = urlsplit(os.environ.get("COMMONWEAL_URL", "http://127.0.0.1:8000"))
    results = []
    visits_of = {name: (path, "") for name, path in PAGES.items()}
    visits_of |= {name: (path, _cookie(base, email)) for name, (email, path) in SIGNED_IN.items()}
    for name, (path, cookie) in visits_of.items():
        for _ in range(WARMING):  # each on a connection of its own, so that every web process has seen the page
            _visits(base, path, 2, cookie)
        alone = _visits(base, path, ALONE, cookie)
        with ThreadPoolExecutor(USERS) as crowd:
            crowds = crowd.map(lambda _, one=(path, TOGETHER, cookie): _visits(base, *one), range(USERS))
            together = [ms for visits in crowds for ms in visits]
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


def _password() -> str:
    told: str = tomllib.loads((TOP / "commonweal" / "demo" / "people.toml").read_text(encoding="utf-8"))["password"]
    return told


def _cookie(base, email: str) -> str:
    """The session of somebody of the demonstration who has signed in."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    address = f"{base.scheme}://{base.netloc}/account/sign-in"
    form = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    said = {"csrfmiddlewaretoken": token, "email": email, "username": email, "password": _password()}
    opener.open(Request(address, urlencode(said).encode(), {"Referer": address}))
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def _visits(base, path: str, count: int, cookie: str = "") -> list[float]:
    """Milliseconds of each of so many visits over one connection, each fully read and answered with 200."""
    connection = HTTPConnection(base.hostname, base.port, timeout=30)
    milliseconds = []
    for _ in range(count):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        response.read()
        milliseconds.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
    connection.close()
    return milliseconds
