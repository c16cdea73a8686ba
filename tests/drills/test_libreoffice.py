"""LibreOffice opens each round's template, fills it in, recalculates and saves it: its formulas say what we say.

Needs LibreOffice and its bridge: the drill's set-up names the packages where they are missing.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from commonweal.engine.rulebook.checking import check, complete
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_in import read_plan
from commonweal.engine.rulebook.workbook_layout import tabs
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.engine.rulebook.workbook_shape import Formula, Written
from commonweal.spreadsheets.plans import planning_workbook_bytes, read_planning_workbook
from tests.factories.rounds import sound
from tests.factories.workbooks import every_round

pytestmark = pytest.mark.drill
HAND = Path(__file__).with_name("libreoffice_hand.py")
BRIDGE = "/usr/bin/python3"
PACKAGES = "apt-get install -y --no-install-recommends libreoffice-calc python3-uno"
FIRST_DAY = date(1899, 12, 30)


class Office:
    """A LibreOffice without a screen, with a profile of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._pipe = folder, f"commonweal{uuid4().hex[:12]}"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        arguments = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={self._pipe};urp;", profile]
        self._process = subprocess.Popen([shutil.which("soffice"), *arguments], stderr=subprocess.DEVNULL)

    def fill(self, content: bytes, typed, told):
        """The saved file's bytes, and what the cells asked for show."""
        sent, saved = self._folder / "sent.xlsx", self._folder / "saved.xlsx"
        sent.write_bytes(content)
        orders = {"file": str(sent), "saved": str(saved), "pipe": self._pipe, "typed": typed, "told": told}
        done = subprocess.run(
            [BRIDGE, str(HAND)], input=json.dumps(orders), capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return saved.read_bytes(), json.loads(done.stdout)

    def end(self) -> None:
        subprocess.run(["kill", *self._family()], check=False)
        self._process.wait(30)

    def _family(self) -> list[str]:
        pid = str(self._process.pid)
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [*children, pid]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    bridge = subprocess.run([BRIDGE, "-c", "import uno"], capture_output=True, check=False)
    if shutil.which("soffice") is None or bridge.returncode:
        pytest.fail(f"LibreOffice or its bridge is missing. Install them: {PACKAGES}")
    started = Office(tmp_path_factory.mktemp("office"))
    yield started
    started.end()


def typed_of(described):
    """What somebody types to make the template say what this workbook says."""
    return [
        [sheet.name, row, column, (cell.value - FIRST_DAY).days if isinstance(cell.value, date) else cell.value]
        for sheet in described.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.is_open and cell.value is not None
    ]


def formulas_of(described):
    return {
        (sheet.name, row, column): cell.value.value
        for sheet in described.sheets
        for (row, column), cell in sheet.cells.items()
        if isinstance(cell.value, Formula)
    }


@pytest.mark.parametrize("name", every_round())
def test_filled_and_recalculated_it_says_what_we_say(office, name):
    rulebook = every_round()[name]
    plan, published = sound(rulebook, lines=12)
    template = workbook_of(rulebook, Plan(rulebook.id, plan.area), published)
    filled = workbook_of(rulebook, plan, published)
    ours = formulas_of(filled)
    saved, theirs = office.fill(planning_workbook_bytes(template), typed_of(filled), [list(at) for at in ours])
    wrong = {at: (our, their) for (at, our), their in zip(ours.items(), theirs, strict=True) if not same(our, their)}
    assert wrong == {}
    assert len(ours) > 100
    read = read_plan(read_planning_workbook(saved).workbook.sheets, rulebook, plan)
    assert (read.plan, read.findings) == (plan, ())


def same(our, their) -> bool:
    return our == their if isinstance(our, str) else abs(our - float(their)) < 0.005


@pytest.mark.parametrize("name", every_round())
def test_a_sheet_with_a_gap_is_incomplete_for_both(office, name):
    """One required entry missing on each sheet in turn: LibreOffice's flags and our check agree on that sheet."""
    rulebook = every_round()[name]
    plan, published = sound(rulebook, lines=12)
    for part, section in GAPS.items():
        values = getattr(plan, part)
        if not values:
            continue
        gapped = replace(plan, **{part: (replace(values[0], **section[1]), *values[1:])})
        template = workbook_of(rulebook, Plan(rulebook.id, plan.area), published)
        flags = {sheet.section: [tabs(rulebook)[sheet.id], 1, 1] for sheet in rulebook.sheet if sheet.in_checklist}
        flags = {key: at for key, at in flags.items() if key}
        told = typed_of(workbook_of(rulebook, gapped, published))
        _, shown = office.fill(planning_workbook_bytes(template), told, list(flags.values()))
        ours = complete(check(gapped, rulebook, published), flags)
        theirs = dict(zip(flags, (word == "Yes" for word in shown), strict=True))
        assert (ours[section[0]], theirs[section[0]]) == (False, False)
        assert all(theirs[key] for key, is_complete in ours.items() if is_complete)


def test_sub_types_offered_are_those_of_the_rows_type(office):
    """The drop-down's own formula, row by row, against the rulebook: how many it offers, and the first."""
    rulebook = every_round()["2019-20"]
    plan, published = sound(rulebook, lines=len(rulebook.scheme_type))
    described = workbook_of(rulebook, plan, published)
    sheet = next(one for one in described.sheets if any("OFFSET" in str(a.accepted) for a in one.accepting))
    offered = next(one for one in sheet.accepting if "OFFSET" in str(one.accepted))
    column, added = 1 + max(column for _, column in sheet.cells), {}
    for number in range(len(plan.schemes)):
        row = offered.first + number
        entries = re.sub(r"(\$[A-Z]+)\d+,Lists", rf"\g<1>{row + 1},Lists", offered.accepted.chosen_from[1:])
        added[row, column] = Written(Formula(f"=COUNTA({entries})", 0))
        added[row, column + 1] = Written(Formula(f'=INDEX({entries},1,1)&""', ""))
    asking = replace(sheet, cells={**sheet.cells, **added})
    asked = replace(described, sheets=tuple(asking if one is sheet else one for one in described.sheets))
    _, shown = office.fill(planning_workbook_bytes(asked), [], [[sheet.name, *at] for at in added])
    types = [rulebook.find("scheme_type", scheme.type).sub_types for scheme in plan.schemes]
    assert shown == [told for sub_types in types for told in (len(sub_types), sub_types[0] if sub_types else "")]


GAPS = {
    "contacts": ("contacts", {"email": ""}),
    "narrative": ("narrative", {"text": ""}),
    "schemes": ("schemes", {"description": ""}),
    "answers": ("answers", {"is_met": None}),
    "capacity": ("capacity", {"months": (None,) * 12}),
}
