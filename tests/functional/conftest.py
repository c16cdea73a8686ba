"""Real pages in Debian's Chromium: every visit is checked for console messages, off-site requests and accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.functional.product import Installed, running

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (375, 768, 1280)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


AXE = Axe().axe_script
VIOLATIONS = """options => axe.run(options).then(
    found => found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`))"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page as it stands; what is right is neither described nor brought here."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    rules = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    return page.evaluate(VIOLATIONS, rules)


def chromium() -> str:
    """Where Chromium is: `COMMONWEAL_CHROMIUM`, or on the path."""
    found = os.environ.get("COMMONWEAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("Chromium is not installed. On Debian: apt-get install chromium. Or set COMMONWEAL_CHROMIUM.")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: while Playwright's loop runs, Django refuses the database to every other test of the worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody with a browser: goes to pages and notices what should not be."""

    page: Page
    base: str
    messages: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "about:", "blob:")):
            self.strays.append(url)

    def goes_to(self, path: str) -> Page:
        """Open a page and wait until it has settled."""
        response = self.page.goto(self.base + path)
        assert response is not None and response.status < 400, f"{path} answered {response and response.status}"
        return self.page

    def sees_nothing_wrong(self) -> None:
        """No console message, no request to elsewhere, no accessibility violation, nothing wider than the window."""
        assert self.messages == []
        assert self.strays == []
        assert violations(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            "the page scrolls sideways"
        )

    def signs_in(self, email: str, password: str) -> None:
        """Through the form, as a person would."""
        self.goes_to("/account/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def looks(self, name: str) -> None:
        """Keep a picture where COMMONWEAL_PICTURES says, for somebody to look at."""
        folder = os.environ.get("COMMONWEAL_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.fixture(scope="session")
def installed() -> Iterator[Installed]:
    """The running product: its address and its data folder."""
    with running() as product:
        yield product


@pytest.fixture(scope="session")
def product(installed: Installed) -> str:
    """The address of the running product."""
    return installed.address


@pytest.fixture
def visitor(browser: Browser, product: str) -> Iterator[Visitor]:
    """A visitor at 1280 pixels; `visitor.page.set_viewport_size` changes that."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 900})
    yield Visitor(context.new_page(), product)
    context.close()


@pytest.fixture
def visitor_without_javascript(browser: Browser, product: str) -> Iterator[Visitor]:
    context = browser.new_context(locale="en-GB", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield Visitor(context.new_page(), product)
    context.close()
