"""What is taken of the design system: no fonts, no marks of the NHS, nothing from other sites."""

from __future__ import annotations

import re

import pytest

from scripts import assets

FACE = "@font-face{font-family:F;src:url(https://assets.example/f.woff2) format('woff2'),url(https://assets.example/f.woff)}"


def test_fonts_go_and_pictures_are_named_beside_the_style_sheet():
    style = (
        f"a{{b:c}}{FACE}d{{background:url(/assets/images/nhsuk-icon-cross.svg)}}\n/*# sourceMappingURL=x.css.map */\n"
    )
    assert assets.own_style(style) == (
        "a{b:c}d{background:url(images/nhsuk-icon-cross.svg)}\n",
        {"images/nhsuk-icon-cross.svg"},
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x.svg",
        "//elsewhere.example/x",
        "/assets/images/favicon.ico",
        "/assets/images/nhsuk-icon-180.png",
    ],
)
def test_anything_else_stops_the_set_up(address):
    with pytest.raises(assets.ForeignAddress, match=re.escape(address)):
        assets.own_style(f"a{{background:url('{address}')}}")


def test_what_the_packages_really_hold(tmp_path):
    """On the packages of package-lock.json, which `make test` has fetched."""
    assert assets.MODULES.is_dir(), "node_modules is missing: run `make setup`"
    assets.prepare(assets.MODULES, tmp_path / "vendor")
    files = {str(file.relative_to(tmp_path / "vendor")) for file in (tmp_path / "vendor").rglob("*") if file.is_file()}
    icons = {f"nhsuk/images/nhsuk-icon-{name}.svg" for name in ("arrow-down", "arrow-up", "arrow-up-down", "cross")}
    assert files == {"htmx.min.js", "nhsuk/nhsuk-frontend.min.css", "nhsuk/nhsuk-frontend.min.js", *icons}
    style = (tmp_path / "vendor/nhsuk/nhsuk-frontend.min.css").read_text()
    assert len(style) > 100_000
    assert "@font-face" not in style
    assert "//" not in "".join(re.findall(r"url\([^)]*\)", style))
