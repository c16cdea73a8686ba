"""Every page at three widths: nothing on the console, nothing from elsewhere, no accessibility violation."""

from __future__ import annotations

import pytest

from tests.functional.conftest import WIDTHS
from tests.functional.people import COUNCIL_FINANCE, MANAGER, NATIONAL_ANALYST, NHS_FINANCE, PASSWORD

pytestmark = pytest.mark.browser

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
    "compare-question": "/delays/compare",
    "compare-answer": "/delays/compare?area=E10000015&area=E10000009&area=E06000058",
    "compare-mistake": "/delays/compare?area=E10000015",
    "publications": "/delays/publications/",
    "publication": "/delays/publications/97/",
    "figure": "/delays/figures/100000/",
    "who-question": "/places/who",
    "who-answer": "/places/who?asked=809&on_day=31&on_month=3&on_year=2019",
    "who-nobody": "/places/who?asked=zzz&on_day=31&on_month=3&on_year=2019",
    "who-mistake": "/places/who?asked=&on_day=31&on_month=2&on_year=2019",
    "pools": "/pool/",
    "rounds": "/plans/rounds/",
    "round": "/plans/rounds/2025-26/",
    "planned-spend": "/plans/planned-spend",
    "planned-spend-london": "/plans/planned-spend?what=reablement&region=London&sort=-planned",
    "sign-in": "/account/sign-in",
}
SIGNED_IN = {
    "pool": (NHS_FINANCE, "/pool/1/"),
    "pool-statement": (COUNCIL_FINANCE, "/pool/1/statement"),
    "pool-statement-by-partner": (COUNCIL_FINANCE, "/pool/1/statement?by=partner&first=2025-06&last=2025-08"),
    "pool-legs": (COUNCIL_FINANCE, "/pool/1/legs?by=scheme&key=homecare&first=2025-04&last=2026-03"),
    "pool-entry": (COUNCIL_FINANCE, "/pool/1/entries/5/"),
    "pool-agreement": (NHS_FINANCE, "/pool/1/agreement"),
    "pool-risk": (NHS_FINANCE, "/pool/1/risk"),
    "pool-what-if": (NHS_FINANCE, f"/pool/1/risk?{WHAT_IF}"),
    "pool-what-if-mistake": (NHS_FINANCE, "/pool/1/risk?rule=fixed"),
    "pool-periods": (COUNCIL_FINANCE, "/pool/1/periods"),
    "pool-virements": (COUNCIL_FINANCE, "/pool/1/virements"),
    "you": (MANAGER, "/account/"),
    "people": (MANAGER, "/account/people/"),
    "audit": (NATIONAL_ANALYST, "/account/audit"),
    "jobs": (MANAGER, "/jobs/"),
    "national-rounds": (NATIONAL_ANALYST, "/plans/rounds/"),
    "national-round": (NATIONAL_ANALYST, "/plans/rounds/2025-26/?by=source"),
    "import": (NATIONAL_ANALYST, "/delays/publications/read"),
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page(visitor, name):
    visitor.goes_to(PUBLIC[name])
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"{name}-{width}")


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_behind_sign_in(visitor, name):
    email, path = SIGNED_IN[name]
    visitor.signs_in(email, PASSWORD)
    visitor.goes_to(path)
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"{name}-{width}")
