"""The eyes of the other tests here see what they are for: each planted fault, at the width at which it is one."""

from __future__ import annotations

import pytest

from tests.functional.conftest import WIDTHS, violations

pytestmark = pytest.mark.browser
SOUND = "<h1>A heading</h1><p>Text</p>"
FAULTS = {
    "image-alt": '<img src="data:,">',
    "color-contrast": '<p style="color:#bbb;background:#fff">Pale</p>',
    "label": '<input type="text">',
    "link-name": '<a href="/x"></a>',
    "heading-order": "<h4>Too deep</h4>",
    "target-size": '<a href="/x">1</a><br><a href="/y" style="font-size:8px">2</a><br><a href="/z">3</a>',
}
NARROW = (
    "<style>.n{color:#000}@media(max-width:500px){.n{color:#ccc;background:#fff}}</style><p class='n'>Only there</p>"
)


def page_of(browser, body: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f'<!doctype html><html lang="en"><title>A page</title><main>{SOUND}{body}</main></html>')
    return page


def test_a_sound_page_is_sound(browser):
    assert violations(page_of(browser, "")) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_a_planted_fault_is_seen_by_its_rule(browser, rule):
    found = violations(page_of(browser, FAULTS[rule]))
    assert rule in [one.split(":")[0] for one in found]


def test_what_is_wrong_at_one_width_alone_is_seen_there(browser):
    page, found = page_of(browser, NARROW), {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = [one.split(":")[0] for one in violations(page)]
    assert found == {375: ["color-contrast"], 768: [], 1280: []}
