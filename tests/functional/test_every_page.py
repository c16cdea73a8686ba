"""Every page at three widths: nothing on the console, nothing from elsewhere, no accessibility violation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from commonweal.engine.periods import Month
from commonweal.engine.reporting.quarters import latest_ended
from commonweal.plans import urls as plans
from tests.functional.conftest import WIDTHS
from tests.functional.people import (
    ASSURER,
    COMMISSIONER,
    COUNCIL_CHIEF,
    COUNCIL_FINANCE,
    COUNCILLOR,
    MANAGER,
    NATIONAL_ANALYST,
    NATIONAL_TEAM,
    NHS_FINANCE,
    PASSWORD,
    SOCIAL_WORKER,
)
from tests.functional.product import TODAY

pytestmark = pytest.mark.browser

YEAR = Month.of(TODAY).financial_year
WHAT_IF = (
    "rule=capped&cap=30&share-council=1&share-icb=1&contribution-council=1,000&spending-council=1,100"
    "&contribution-icb=500&spending-icb=500"
)
PUBLIC = {
    "england": "/delays/",
    "england-february-2017": "/delays/?month=2017-02&region=London&sort=name",
    "england-nothing-fits": "/delays/?name=nowhere",
    "areas": "/delays/areas/",
    "areas-none": "/delays/areas/?name=xyz",
    "hertfordshire": "/delays/areas/E10000015/",
    "dorset-county": "/delays/areas/E10000009/",
    "dorset-council": "/delays/areas/E06000059/",
    "bcp": "/delays/areas/E06000058/?month=2019-04",
    "bournemouth": "/delays/areas/E06000028/",
    "cumberland": "/delays/areas/E06000063/",
    "area-trusts": "/delays/areas/E10000015/trusts/",
    "area-trusts-unknown": "/delays/areas/E06000028/trusts/",
    "trusts": "/delays/trusts/",
    "trusts-london": "/delays/trusts/?month=2022-06&region=London&sort=name",
    "trusts-none": "/delays/trusts/?name=xyz",
    "trust": "/delays/trusts/RWG/",
    "trust-with-gaps": "/delays/trusts/RBK/?month=2024-01",
    "trust-silent": "/delays/trusts/RXR/?month=2023-07",
    "trust-merged": "/delays/trusts/RA4/",
    "trust-without-reports": "/delays/trusts/RGT/",
    "compare-question": "/delays/compare",
    "compare-answer": "/delays/compare?area=E10000015&area=E10000009&area=E06000058",
    "compare-mistake": "/delays/compare?area=E10000015",
    "alerts": "/delays/alerts/",
    "alerts-february-2017": "/delays/alerts/?month=2017-02",
    "area-alerts": "/delays/areas/E08000025/alerts/?month=2017-02",
    "area-alerts-broken": "/delays/areas/E06000058/alerts/",
    "api": "/api/",
    "publications": "/delays/publications/",
    "publication": "/delays/publications/97/",
    "figure": "/delays/figures/100000/",
    "who-question": "/places/who",
    "who-answer": "/places/who?asked=809&on_day=31&on_month=3&on_year=2019",
    "who-nobody": "/places/who?asked=zzz&on_day=31&on_month=3&on_year=2019",
    "who-mistake": "/places/who?asked=&on_day=31&on_month=2&on_year=2019",
    "pools": "/pool/",
    "waivers": "/plans/waivers",
    "papers": "/papers/",
    "rounds": "/plans/rounds/",
    "round": "/plans/rounds/2025-26/",
    "planned-spend": "/plans/planned-spend",
    "planned-spend-london": "/plans/planned-spend?what=reablement&region=London&sort=-planned",
    "sign-in": "/account/sign-in",
    "sign-in-again": "/account/sign-in?ended=yes&next=/plans/",
    "passkey-sign-in": "/account/sign-in/passkey",
    "forgotten": "/account/forgotten",
}
SIGNED_IN = {
    "plans": (MANAGER, "/plans/"),
    "plan": (MANAGER, "/plans/2/"),
    "plan-draft": (MANAGER, "/plans/3/"),
    "plan-start": (MANAGER, "/plans/start"),
    "plan-what-if": (MANAGER, "/plans/3/draft?show=yes&uplift_0=3.9"),
    "plan-what-if-mistake": (MANAGER, "/plans/3/draft?show=yes&uplift_0=a+lot"),
    "plan-published": (MANAGER, "/plans/3/roll"),
    "plan-baselines": (MANAGER, "/plans/3/baselines"),
    "plan-versions": (MANAGER, "/plans/2/versions?old=0&new=999999"),
    "plan-summary": (COUNCILLOR, "/plans/2/summary"),
    "plan-workbooks": (MANAGER, "/plans/3/workbooks/"),
    "plan-schemes": (MANAGER, "/plans/3/sections/schemes/"),
    "plan-row": (MANAGER, "/plans/3/sections/schemes/1/"),
    "plan-line": (MANAGER, "/plans/3/sections/lines/1/"),
    "plan-remove-row": (MANAGER, "/plans/3/sections/capacity/1/remove"),
    "plan-new-income": (MANAGER, "/plans/3/sections/income/new/"),
    "plan-new-capacity": (MANAGER, "/plans/3/sections/capacity/new/"),
    **{
        f"plan-{name}": (MANAGER, f"/plans/3/sections/{name}/")
        for name in ("contacts", "narrative", "trajectories", "answers", "income", "handed_down", "capacity")
    },
    "rounds-compared": (MANAGER, "/plans/rounds/compare?old=2017-19&new=2025-26"),
    "plan-sign": (COUNCIL_FINANCE, "/plans/3/standing/sign"),
    "plan-sign-not-yours": (MANAGER, "/plans/3/standing/sign"),
    "plan-standing": (NATIONAL_TEAM, "/plans/2/standing"),
    "plan-withhold": (NATIONAL_TEAM, "/plans/2/standing/withhold"),
    "plan-submitted-long-ago": (COUNCIL_CHIEF, "/plans/1/standing/submit"),
    "plan-enquiries": (ASSURER, "/plans/2/enquiries"),
    "plan-letter": (MANAGER, "/plans/2/letters/23"),
    "plan-clock": (MANAGER, "/plans/1/clock"),
    "plan-clocks": (NATIONAL_TEAM, "/plans/clocks"),
    "plan-at-risk": (MANAGER, "/plans/1/at-risk"),
    "plan-waiting": (COUNCIL_CHIEF, "/plans/waiting"),
    "pool": (NHS_FINANCE, "/pool/1/"),
    "pool-statement": (COUNCIL_FINANCE, "/pool/1/statement"),
    "pool-statement-by-partner": (COUNCIL_FINANCE, f"/pool/1/statement?by=partner&first={YEAR}-06&last={YEAR}-08"),
    "pool-legs": (COUNCIL_FINANCE, f"/pool/1/legs?by=scheme&key=homecare&first={YEAR}-04&last={YEAR + 1}-03"),
    "pool-entry": (COUNCIL_FINANCE, "/pool/1/entries/5/"),
    "pool-agreement": (NHS_FINANCE, "/pool/1/agreement"),
    "pool-agreement-part": (COUNCIL_FINANCE, "/pool/1/agreement/parts/duration"),
    "pool-agreement-parties": (COUNCIL_FINANCE, "/pool/1/agreement/parts/parties"),
    "pool-agreement-schedule": (MANAGER, "/pool/1/agreement/schedules/1"),
    "pool-agreement-versions": (NHS_FINANCE, "/pool/1/agreement/versions"),
    "pool-agreement-document": (NHS_FINANCE, "/pool/1/agreement/document"),
    "pool-agreement-sign": (NHS_FINANCE, "/pool/1/agreement/sign"),
    "pool-ring-fences": (COUNCIL_FINANCE, "/pool/1/ring-fences"),
    "pool-ring-fence-forward": (COUNCIL_FINANCE, "/pool/1/ring-fences?source=nhs-minimum"),
    "pool-ring-fence-back": (COUNCIL_FINANCE, "/pool/1/ring-fences?scheme=homecare"),
    "pool-ring-fence-entries": (COUNCIL_FINANCE, "/pool/1/ring-fences/entries?source=nhs-minimum&scheme=homecare"),
    "pool-exposure": (COUNCIL_FINANCE, "/pool/1/exposure"),
    "pool-time-limited": (COUNCIL_FINANCE, "/pool/1/time-limited"),
    "pool-control": (NHS_FINANCE, "/pool/1/control?partner=icb"),
    "pool-find-control": (NHS_FINANCE, "/pool/1/control/1"),
    "pool-risk": (NHS_FINANCE, "/pool/1/risk"),
    "pool-what-if": (NHS_FINANCE, f"/pool/1/risk?{WHAT_IF}"),
    "pool-what-if-mistake": (NHS_FINANCE, "/pool/1/risk?rule=fixed"),
    "pool-periods": (COUNCIL_FINANCE, "/pool/1/periods"),
    "pool-virements": (COUNCIL_FINANCE, "/pool/1/virements"),
    "pool-money": (NHS_FINANCE, "/pool/1/money"),
    "pool-contributions": (NHS_FINANCE, "/pool/1/contributions"),
    "pool-invoices": (COUNCIL_FINANCE, "/pool/1/invoices"),
    "pool-post": (COUNCIL_FINANCE, "/pool/1/post"),
    "pool-take-back": (COUNCIL_FINANCE, "/pool/1/entries/5/take-back"),
    "pool-commitments": (COUNCIL_FINANCE, "/pool/1/commitments"),
    "pool-forecasts": (NHS_FINANCE, "/pool/1/forecasts"),
    "pool-accruals": (COUNCIL_FINANCE, "/pool/1/accruals"),
    "pool-transfers": (COUNCIL_FINANCE, "/pool/1/transfers"),
    "pool-passed-down": (COUNCIL_FINANCE, "/pool/1/passed-down"),
    "pool-vat": (COUNCIL_FINANCE, "/pool/1/vat"),
    "pool-reserves": (NHS_FINANCE, "/pool/1/reserves"),
    "pool-year-end": (NHS_FINANCE, "/pool/1/year-end"),
    "pool-matchings": (NHS_FINANCE, "/pool/1/matching/"),
    "pool-matching": (NHS_FINANCE, "/pool/1/matching/1/"),
    "pool-matched-pair": (COUNCIL_FINANCE, "/pool/1/matching/1/1/"),
    "pool-matching-start": (COUNCIL_FINANCE, "/pool/1/matching/start"),
    "contracts": (COMMISSIONER, "/commissioning/"),
    "contract": (COUNCIL_FINANCE, "/commissioning/1/contracts/1/"),
    "contract-pay": (COUNCIL_FINANCE, "/commissioning/1/contracts/1/pay"),
    "lot": (COMMISSIONER, "/commissioning/1/lots/2/"),
    "hours-by-area": (NHS_FINANCE, "/commissioning/1/hours"),
    "contract-let": (COMMISSIONER, "/commissioning/1/contracts/let"),
    "packages": (COUNCILLOR, "/commissioning/1/requests/"),
    "package": (COMMISSIONER, "/commissioning/1/requests/1/"),
    "package-ask": (SOCIAL_WORKER, "/commissioning/1/requests/ask"),
    "package-place": (COMMISSIONER, "/commissioning/1/requests/1/place"),
    "package-give-up": (SOCIAL_WORKER, "/commissioning/1/requests/1/give-up"),
    "package-end": (COMMISSIONER, "/commissioning/1/requests/1/end-placement"),
    "lot-week": (COMMISSIONER, "/commissioning/1/lots/2/week"),
    "care-take-up": (SOCIAL_WORKER, "/people/take-up"),
    "care-arrange": (SOCIAL_WORKER, "/people/1/arrange"),
    "care-hand-over": (SOCIAL_WORKER, "/people/1/hand-over"),
    "departure-record": (SOCIAL_WORKER, "/leaving-hospital/1/departures/record"),
    "departure-not-recorded": (COMMISSIONER, "/leaving-hospital/1/departures/record"),
    "departure-propose": (COMMISSIONER, "/leaving-hospital/1/departures/1/propose"),
    "departure-leave": (COMMISSIONER, "/leaving-hospital/1/departures/1/leave"),
    "care-people": (SOCIAL_WORKER, "/people/"),
    "care-person": (SOCIAL_WORKER, "/people/1/"),
    "leaving-hospital": (COUNCILLOR, "/leaving-hospital/"),
    "leaving-hospital-by-name": (SOCIAL_WORKER, "/leaving-hospital/"),
    "departure": (COMMISSIONER, "/leaving-hospital/1/departures/1/"),
    "delayed-days": (NHS_FINANCE, "/leaving-hospital/1/days"),
    "question": (COUNCILLOR, "/leaving-hospital/1/question"),
    "question-by-name": (SOCIAL_WORKER, "/leaving-hospital/1/question"),
    "question-nobody": (COUNCILLOR, "/leaving-hospital/1/question?quarter=2001-01"),
    "start": (MANAGER, "/"),
    "start-social-worker": (SOCIAL_WORKER, "/"),
    "start-national": (NATIONAL_TEAM, "/"),
    "lines": (COUNCILLOR, f"/line/3/{YEAR}/2/"),
    "line-contracts": (COMMISSIONER, f"/line/3/{YEAR}/2/homecare/nhs-minimum/contracts"),
    "line-placements": (COMMISSIONER, f"/line/3/{YEAR}/2/homecare/nhs-minimum/placements"),
    "line-people": (SOCIAL_WORKER, f"/line/3/{YEAR}/2/homecare/nhs-minimum/people"),
    "line-people-refused": (COUNCILLOR, f"/line/3/{YEAR}/2/homecare/nhs-minimum/people"),
    "line-days": (COUNCIL_FINANCE, f"/line/3/{YEAR}/2/reablement/nhs-minimum/days"),
    "returns": (COUNCIL_FINANCE, "/returns/"),
    "return-start": (MANAGER, "/returns/start"),
    "paper-start": (MANAGER, "/papers/start"),
    "you": (MANAGER, "/account/"),
    "security": (MANAGER, "/account/security"),
    "add-app": (MANAGER, "/account/security/app"),
    "change-password": (MANAGER, "/account/security/password"),
    "add-passkey": (MANAGER, "/account/security/passkey"),
    "people": (MANAGER, "/account/people/"),
    "audit": (NATIONAL_ANALYST, "/account/audit"),
    "jobs": (MANAGER, "/jobs/"),
    "national-rounds": (NATIONAL_ANALYST, "/plans/rounds/"),
    "national-round": (NATIONAL_ANALYST, "/plans/rounds/2025-26/?by=source"),
    "import": (NATIONAL_ANALYST, "/delays/publications/read"),
}

if latest_ended(YEAR, TODAY):  # nothing is accounted for before a quarter of the year has ended
    PUBLIC |= {"paper": "/papers/1/"}
    SIGNED_IN |= {
        "line-cell": (COUNCILLOR, f"/line/3/{YEAR}/2/homecare/nhs-minimum/cell"),
        "line-sentence": (COUNCILLOR, f"/line/3/{YEAR}/2/homecare/nhs-minimum/sentence"),
        "return": (COUNCIL_FINANCE, "/returns/1/"),
        "return-cell": (COUNCIL_FINANCE, "/returns/1/cells/spend/homecare/quarter"),
        "return-certified-long-ago": (COUNCIL_FINANCE, "/returns/1/steps/certify"),
        "paper-signed-in": (MANAGER, "/papers/1/"),
    }


# Files; what only a form is sent to; and a sent workbook's page, which the journey of test_plan_workbook looks at.
NO_PAGES = {"letter-text", "round-table", "round-open-data", "planned-spend-table", "workbook", "sent-original"}
ELSEWHERE = {"decide-baseline", "sent-workbook"}


def test_every_page_of_plans_stands_here():
    shown = [path for path in (*PUBLIC.values(), *(path for _, path in SIGNED_IN.values())) if "/plans/" in path]
    seen = {resolve(path.partition("?")[0]).url_name for path in shown}
    assert {one.name for one in plans.urlpatterns} - seen == NO_PAGES | ELSEWHERE


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page(visitor, name):
    visitor.goes_to(PUBLIC[name])
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"{name}-{width}")


@pytest.fixture(scope="module")
def sessions() -> dict[str, list[Any]]:
    """Cookies of who has signed in, so that each does so once and not for every page."""
    return {}


def comes_to(visitor, sessions, email: str, path: str) -> None:
    """A page as somebody who is signed in; in anew where they never were, or were put out by the clock."""
    visitor.page.context.add_cookies(sessions.get(email, []))
    if email in sessions and is_at(visitor.goes_to(path), path):
        return
    visitor.signs_in(email, PASSWORD)
    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_visible()
    sessions[email] = visitor.page.context.cookies()
    assert is_at(visitor.goes_to(path), path)


def is_at(page, path: str) -> bool:
    return urlsplit(page.url).path == urlsplit(path).path


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_behind_sign_in(visitor, sessions, name):
    email, path = SIGNED_IN[name]
    comes_to(visitor, sessions, email, path)
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"{name}-{width}")
