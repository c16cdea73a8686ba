"""Signing in to a service of real people in Chromium: production's settings, a provider, no demonstration."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.accounts import provider, walking
from tests.functional import postbox
from tests.functional.conftest import WIDTHS, Visitor
from tests.functional.product import fresh_folder, started
from tests.shared import TOP

pytestmark = pytest.mark.browser
PASSWORD = "three unusual words"
CALLED = "https://care.example.org"  # what the service is told that it is called; the tests reach it elsewhere
PLACE = "E10000015"  # Hertfordshire: a code of the reference tables
ELSEWHERE = re.compile(r"^https?://(?!localhost)")


@dataclass
class Service:
    """A running service and its command."""

    address: str
    issuer: str
    post: postbox.Postbox
    environment: dict[str, str]

    def runs(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "commonweal", *command],
            cwd=TOP,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def says(self, *command: str) -> str:
        done = self.runs(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def invites(self, email: str, role: str) -> str:
        said = self.says("people", "invite", email, "--organisation", PLACE, "--role", role, "--address", self.address)
        return re.search(r"http\S+(/account/invitations/\S+)", said)[1]

    def mailed(self, email: str, subject: str) -> str:
        """The path of the link in the letter that comes to an address: its only one to the service's own name."""
        letter = self.post.letter(email, subject)
        found = re.findall(rf"^{CALLED}(/account/\S+)$", letter.get_content(), re.MULTILINE)
        assert len(found) == 1, letter
        return found[0]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with provider.running() as issuer, postbox.running() as post:
        told = {
            "COMMONWEAL_SMTP": post.server,
            "COMMONWEAL_MAIL_FROM": "Commonweal <care@example.org>",
            "COMMONWEAL_ADDRESS": CALLED,
            "COMMONWEAL_MODE": "production",
            "COMMONWEAL_SECRET_KEY": "a key for these tests and for nothing else at all",
            "COMMONWEAL_HOSTS": "localhost",
            "COMMONWEAL_OIDC_ISSUER": issuer,
            "COMMONWEAL_OIDC_CLIENT_ID": "commonweal",
            "COMMONWEAL_OIDC_CLIENT_SECRET": "a client's secret",
            "COMMONWEAL_OIDC_NAME": "Wessmoor",
        }
        with fresh_folder() as data, started(data, **told) as address:
            yield Service(address, issuer, post, told | {"COMMONWEAL_DATA": str(data)})


@pytest.fixture
def newcomer(browser: Browser, service: Service) -> Iterator[Visitor]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    yield Visitor(context.new_page(), service.address)
    context.close()


@pytest.fixture
def another(browser: Browser, service: Service) -> Iterator[Visitor]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    yield Visitor(context.new_page(), service.address)
    context.close()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def looks_right(visitor: Visitor, name: str) -> None:
    """At every width: nothing on the console, nothing from elsewhere, no accessibility violation."""
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"{name}-{width}")
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


def accepts(visitor: Visitor, link: str, name: str = "Ivy Invited") -> Page:
    page = visitor.goes_to(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept", exact=True).click()
    return page


def sets_up_app(visitor: Visitor) -> tuple[str, list[str]]:
    page = visitor.page
    page.get_by_role("link", name="Use an authenticator app").click()
    expect(heading(page)).to_have_text("Set up an authenticator app")
    seed = page.locator("[data-seed]").inner_text().replace(" ", "")
    page.get_by_label("Security code").fill(walking.code(seed))
    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_have_text("Keep these recovery codes")
    return seed, page.locator(".cw-codes code").all_inner_texts()


def is_in(visitor: Visitor) -> None:
    """The second step led on, and a page that asks for it opens."""
    expect(visitor.page.get_by_role("link", name="Ivy Invited")).to_be_visible()
    visitor.goes_to("/account/people/")
    expect(heading(visitor.page)).to_have_text("People of your organisation")


def signs_in(visitor: Visitor, email: str) -> Page:
    visitor.signs_in(email, PASSWORD)
    return visitor.page


def test_an_administrator_accepts_sets_an_app_up_and_signs_in_with_it(service, newcomer):
    """Given an invitation, when it is accepted and an app set up, then next time password and code are asked."""
    email = "first@example.org"
    link = service.invites(email, "administrator")
    page = newcomer.goes_to(link)
    expect(heading(page)).to_contain_text("You are invited as Administrator")
    looks_right(newcomer, "invitation")
    accepts(newcomer, link)
    expect(heading(page)).to_have_text("Set up a second step to sign in")
    looks_right(newcomer, "second-step-set-up")
    page.get_by_role("link", name="Use an authenticator app").click()
    looks_right(newcomer, "add-app")
    page.go_back()
    seed, codes = sets_up_app(newcomer)
    assert len(set(codes)) == 10
    looks_right(newcomer, "recovery-codes")
    page.get_by_role("button", name="I have kept them").click()
    expect(heading(page)).to_have_text("Ivy Invited")
    expect(page.get_by_role("main")).to_contain_text("Administrator, Hertfordshire")
    page.get_by_role("link", name="How you sign in").click()
    looks_right(newcomer, "security")
    page.get_by_role("button", name="Sign out").click()
    signs_in(newcomer, email)
    expect(heading(page)).to_have_text("One more step to sign in")
    looks_right(newcomer, "second-step")
    page.get_by_label("Security code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("This code does not hold")
    page.get_by_label("Security code").fill(walking.code(seed, 1))
    page.get_by_role("button", name="Continue").click()
    is_in(newcomer)
    looks_right(newcomer, "people-of-the-service")


def test_an_administrator_invites_and_the_link_serves_once(service, newcomer, another):
    """Given an administrator, when they invite somebody, then the link makes an account, once."""
    accepts(newcomer, service.invites("inviter@example.org", "administrator"))
    sets_up_app(newcomer)
    page = newcomer.goes_to("/account/people/")
    page.get_by_role("link", name="Invite somebody to Hertfordshire").click()
    looks_right(newcomer, "invite")
    page.get_by_label("Their e-mail address").fill("colleague@example.org")
    page.get_by_label("Councillor or Board member").check()
    for part, value in {"Day": "1", "Month": "2", "Year": "2026"}.items():
        page.get_by_role("group", name="From").get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Make the invitation").click()
    expect(heading(page)).to_contain_text("A link is on its way to colleague@example.org")
    looks_right(newcomer, "invited")
    link = page.locator("[data-link]").inner_text()
    assert service.mailed("colleague@example.org", "You are invited") == link.removeprefix(service.address)
    newcomer.goes_to("/account/people/")
    expect(page.get_by_role("row", name=re.compile("colleague@example.org"))).to_contain_text("Ivy Invited")
    looks_right(newcomer, "people-invited")
    accepts(another, link.removeprefix(service.address), "Col League")
    expect(heading(another.page)).to_have_text("Col League")
    another.page.goto(link)
    expect(heading(another.page)).to_have_text("This invitation is over")


def test_a_forgotten_password_is_replaced_by_a_link_and_the_second_step_stays(service, newcomer, another):
    """Given somebody with an app who forgot the password, when they use the link that is mailed, then the other
    browser is out, the new password and a code let them in, and the link opens nothing more."""
    email, new = "forgetful@example.org", "three other words"
    accepts(another, service.invites(email, "administrator"))
    seed, _ = sets_up_app(another)
    assert "authenticator app was set up" in service.post.letter(email, "An authenticator app").get_content()
    page = newcomer.goes_to("/account/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    looks_right(newcomer, "forgotten")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Enter your e-mail address")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(heading(page)).to_have_text("Look into your mail")
    looks_right(newcomer, "link-asked")
    link = service.mailed(email, "Choose another password")
    newcomer.goes_to(link)
    looks_right(newcomer, "new-password")
    page.get_by_label("Choose a password", exact=True).fill("short")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("too short")
    page.get_by_label("Choose a password", exact=True).fill(new)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("main")).to_contain_text("Your password is changed")
    another.page.reload()
    another.goes_to("/account/")
    expect(heading(another.page)).to_have_text("Sign in")
    newcomer.signs_in(email, new)
    expect(heading(page)).to_have_text("One more step to sign in")
    page.get_by_label("Security code").fill(walking.code(seed, 1))
    page.get_by_role("button", name="Continue").click()
    is_in(newcomer)
    assert "password of your account was changed" in service.post.letter(email, "Your password").get_content()
    page.goto(service.address + link)
    expect(heading(page)).to_have_text("This link is over")
    newcomer.messages.clear()  # the browser notes the 404
    looks_right(newcomer, "link-over")


REFUSED = {
    "There is no role": ("invite", "a@example.org", "--organisation", PLACE, "--role", "king"),
    "No organisation has": ("invite", "a@example.org", "--organisation", "Atlantis", "--role", "administrator"),
    "is no e-mail address": ("invite", "nonsense", "--organisation", PLACE, "--role", "administrator"),
    "Nobody has an account": ("new-password", "nobody@example.org"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_command_says_what_is_wrong(service, what):
    done = service.runs("people", *REFUSED[what])
    assert done.returncode == 1
    assert what in done.stderr and "Traceback" not in done.stderr


def test_an_app_and_a_recovery_code_work_without_javascript(service, browser):
    email = "plain@example.org"
    link = service.invites(email, "administrator")
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    plain = Visitor(context.new_page(), service.address)
    page = accepts(plain, link)
    _, codes = sets_up_app(plain)
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    signs_in(plain, email)
    page.get_by_label("Security code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    is_in(plain)
    plain.goes_to("/account/security/passkey")
    expect(page.get_by_role("main")).to_contain_text("Passkeys need JavaScript")
    assert (plain.messages, plain.strays) == ([], [])
    context.close()


def has_authenticator(page: Page) -> None:
    """A virtual authenticator of Chromium's, which keeps passkeys and says that its owner was there."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_the_second_step_and_then_the_only_one(service, newcomer):
    """Given a passkey, when one signs in, then it takes the second step, or the place of the password too."""
    email = "passkey@example.org"
    has_authenticator(newcomer.page)
    page = accepts(newcomer, service.invites(email, "administrator"))
    page.get_by_role("link", name="Add a passkey or security key").click()
    looks_right(newcomer, "add-passkey")
    page.get_by_label("What do you call it?").fill("Ivy's laptop")
    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_have_text("Keep these recovery codes")
    newcomer.goes_to("/account/security")
    expect(page.get_by_role("row", name=re.compile("Ivy's laptop"))).to_contain_text("not yet")
    page.get_by_role("button", name="Sign out").click()
    signs_in(newcomer, email)
    looks_right(newcomer, "second-step-by-passkey")
    page.get_by_role("button", name="Use my passkey").click()
    is_in(newcomer)
    page.get_by_role("button", name="Sign out").click()
    newcomer.goes_to("/account/sign-in")
    page.get_by_role("link", name="Sign in with a passkey").click()
    looks_right(newcomer, "passkey-sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    is_in(newcomer)
    newcomer.sees_nothing_wrong()
    service.says("people", "reset-second-step", email)
    page.reload()
    expect(heading(page)).to_have_text("Sign in")
    signs_in(newcomer, email)
    expect(heading(page)).to_have_text("Set up a second step to sign in")


def test_who_has_no_passkey_here_is_told_and_can_go_another_way(service, newcomer):
    has_authenticator(newcomer.page)  # with nothing in it
    page = newcomer.goes_to("/account/sign-in/passkey")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    newcomer.sees_nothing_wrong()
    page.get_by_role("link", name="Sign in with a password").click()
    expect(heading(page)).to_have_text("Sign in")


def by_provider(page: Page, subject: str) -> None:
    page.route(ELSEWHERE, lambda route: route.abort())  # what the provider's page would fetch for its looks
    page.get_by_role("button", name="Sign in with Wessmoor").click()
    page.wait_for_url(re.compile("/oauth2/authorize"))
    page.locator("input[name=sub]").first.fill(subject)
    page.get_by_role("button", name="Authorize").click()


def test_there_and_back_by_the_organisations_own_sign_in(service, newcomer):
    """Given an invitation, when one signs in at the provider, then one is in; a stranger is told why not."""
    page = newcomer.goes_to("/account/sign-in")
    looks_right(newcomer, "sign-in-with-provider")
    by_provider(page, "stranger")
    expect(heading(page)).to_have_text("You are not known here yet")
    service.invites("invited@example.org", "councillor")
    newcomer.goes_to("/account/sign-in?next=/account/security")
    by_provider(page, "invited")
    expect(heading(page)).to_have_text("How you sign in")
    assert page.url == f"{service.address}/account/security"
    newcomer.goes_to("/account/")
    expect(page.get_by_role("main")).to_contain_text("Councillor or Board member, Hertfordshire")


def test_a_leaver_is_out_at_once_in_two_browsers(service, newcomer, another, browser):
    """Given somebody signed in in two browsers, when they leave, then the next click in either is at the door."""
    email, boss = "leaver@example.org", "boss@example.org"
    accepts(newcomer, service.invites(email, "councillor"), "Lee Leaver")
    signs_in(another, email)
    for visitor in (newcomer, another):
        visitor.goes_to("/account/")
        expect(heading(visitor.page)).to_have_text("Lee Leaver")
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    office = Visitor(context.new_page(), service.address)
    accepts(office, service.invites(boss, "administrator"))
    sets_up_app(office)
    page = office.goes_to("/account/people/")
    page.get_by_role("button", name=re.compile("Leaves today.*Lee Leaver")).click()
    expect(page.get_by_role("row", name=re.compile("Lee Leaver"))).to_have_count(0)
    for visitor in (newcomer, another):
        visitor.page.reload()
        expect(heading(visitor.page)).to_have_text("Sign in")
        signs_in(visitor, email)
        expect(visitor.page.locator(".nhsuk-error-summary")).to_contain_text("not right")
    context.close()
