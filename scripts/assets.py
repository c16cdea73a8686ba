"""Copy what pages need out of `node_modules` into a folder that is not committed: `python scripts/assets.py FOLDER`.

The design system's fonts are licensed for the NHS's own sites alone, and its pictures include the NHS's marks: neither
is taken. What is left loads nothing from other sites.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

MODULES = Path(__file__).resolve().parent.parent / "node_modules"
NHSUK = Path("nhsuk-frontend/dist/nhsuk")
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"(?:/\*|//)[#@]\s*sourceMappingURL=\S+(?:\s*\*/)?\s*$")  # names files that we do not take
URL = re.compile(r"url\(\s*['\"]?(?P<address>[^'\")]+)['\"]?\s*\)")
OWN_PICTURE = re.compile(r"/assets/(?P<path>images/nhsuk-icon-[a-z-]+\.svg)")


class ForeignAddress(Exception):  # noqa: N818 (stops the set-up: a new release of the design system needs a look)
    """The style sheet loads something that we do not carry."""


def prepare(modules: Path, vendor: Path) -> None:
    """Fill the vendor folder anew."""
    shutil.rmtree(vendor, ignore_errors=True)
    (vendor / "nhsuk" / "images").mkdir(parents=True)
    style, pictures = own_style((modules / NHSUK / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
    (vendor / "nhsuk" / "nhsuk-frontend.min.css").write_text(style, encoding="utf-8")
    for picture in pictures:
        shutil.copyfile(modules / NHSUK / "assets" / picture, vendor / "nhsuk" / picture)
    for script, target in [
        (NHSUK / "nhsuk-frontend.min.js", "nhsuk/nhsuk-frontend.min.js"),
        (Path("htmx.org/dist/htmx.min.js"), "htmx.min.js"),
    ]:
        (vendor / target).write_text(
            SOURCE_MAP.sub("", (modules / script).read_text(encoding="utf-8")), encoding="utf-8"
        )


def own_style(style: str) -> tuple[str, set[str]]:
    """The style sheet without fonts, its pictures beside it; and which pictures those are. Raises ForeignAddress."""
    pictures: set[str] = set()

    def beside(found: re.Match[str]) -> str:
        address = found["address"]
        own = OWN_PICTURE.fullmatch(address)
        if address.startswith("data:"):
            return found[0]
        if not own:
            raise ForeignAddress(f"The design system's style sheet names {address}, which is not carried here.")
        pictures.add(own["path"])
        return f"url({own['path']})"

    return URL.sub(beside, SOURCE_MAP.sub("", FONT_FACE.sub("", style))), pictures


if __name__ == "__main__":
    prepare(MODULES, Path(sys.argv[1]))
