"""NHS organisations: regions, trusts, clinical commissioning groups, sub-locations and integrated care boards."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from reference_tables.tables import BEGIN, Tables, end_of, read

ODS = [
    "code",
    "name",
    "region",
    "board",
    *(f"address{n}" for n in range(6)),
    "opened",
    "closed",
    *(f"other{n}" for n in range(15)),
]
RENAMED = "renamed on a day between the register's extracts of February 2022 and 2025: taken from the first"
OLD_EXTRACT = date(2022, 3, 1)
WHOLE = "the whole of it"
UNVERIFIED = "unverified: by the announced names"
SMALL = {"And", "Of", "The", "On", "In", "For", "With"}


def add_nhs(tables: Tables, source: Path, facts: dict[str, Any]) -> None:
    """Everything of the organisation files that lived in the tables' time."""
    folder = source / "reference/organisations"
    established = facts["boards"]["established"]
    trusts = [row for row in read(folder / "etr.csv", ODS) if lived(row) and row["board"]]
    groups = [row for row in read(folder / "eccg.csv", ODS) if lived(row) and "COMMISSIONING HUB" not in row["name"]]
    add_nhs_regions(tables, folder, trusts)
    add_boards(tables, source, established, {row["board"]: row["region"] for row in trusts})
    add_groups(tables, groups, facts)
    add_trusts(tables, folder, trusts)
    add_successions(tables, source, facts)


def lived(row: dict[str, str]) -> bool:
    """Whether an organisation was open on or after the tables' first day."""
    end = end_of(row["closed"])
    return end is None or end > BEGIN


def title(name: str) -> str:
    """A register's capitals as a name."""
    words = [
        word.capitalize() if word.isalpha() else "-".join(map(str.capitalize, word.split("-")))
        for word in name.lower().split()
    ]
    words = ["Sub-ICB" if word == "Sub-Icb" else word for word in words]
    kept = [word.lower() if word in SMALL and n else word for n, word in enumerate(words)]
    return " ".join(
        {"Nhs": "NHS", "Icb": "ICB", "Ccg": "CCG", "Nhs,": "NHS,"}.get(word, word) for word in kept
    ).replace("'S", "'s")


def add_nhs_regions(tables: Tables, folder: Path, trusts: list[dict[str, str]]) -> None:
    """The seven regions of NHS England, named by where their trusts lie."""
    names = {row["org_code"]: row["region_name"] for row in read(folder / "dim_org.csv")}
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in trusts:
        if names.get(row["code"]):
            seen[row["region"]][names[row["code"]]] += 1
    for code, counted in sorted(seen.items()):
        tables.add_organisation(code, "nhs-region", BEGIN, None)
        tables.add_name(code, counted.most_common(1)[0][0])
        tables.add_code("ods", code, code)


def add_boards(tables: Tables, source: Path, established: date, regions: dict[str, str]) -> None:
    """Integrated care boards since July 2022, those of April 2026 among them."""
    ons = {row["ICB24CDH"]: row for row in read(source / "reference/organisations/icb_names_codes_dec_2024.csv")}
    for row in read(source / "reference/organisations/dim_icb.csv"):
        code = row["icb_code"]
        tables.add_organisation(
            code, "icb", max(date.fromisoformat(row["open_date"]), established), end_of(row["close_date"])
        )
        tables.add_name(code, ons[code]["ICB24NM"] if code in ons else title(row["icb_name"]))
        tables.add_code("ods", code, code)
        if code in ons:
            tables.add_code("ons", ons[code]["ICB24CD"], code)
        if code in regions:
            tables.add_containment(code, regions[code])


def add_groups(tables: Tables, groups: list[dict[str, str]], facts: dict[str, Any]) -> None:
    """Clinical commissioning groups to June 2022; the same codes denote a board's sub-location from July 2022."""
    established = facts["boards"]["established"]
    for row in groups:
        code, start, end = row["code"], date.fromisoformat(row["opened"]), end_of(row["closed"])
        if start < established:
            group = f"ccg-{code}"
            tables.add_organisation(group, "ccg", start, min(end or established, established))
            tables.add_name(group, title(row["name"]) if end else f"NHS {facts['group_names'][code]} CCG")
            tables.add_code("ods", code, group)
        if end is None:
            part = f"sub-icb-{code}"
            tables.add_organisation(part, "sub-icb", max(start, established), None)
            tables.add_name(part, title(row["name"]).replace(code.capitalize(), code))
            tables.add_code("ods", code, part)
            tables.add_containment(part, row["board"])
            if start < established:
                tables.add_succession(f"ccg-{code}", row["board"], established, "1", WHOLE)


def add_trusts(tables: Tables, folder: Path, trusts: list[dict[str, str]]) -> None:
    """NHS trusts and foundation trusts, in their board since boards exist."""
    before = {row["code"]: row["name"] for row in read(folder / "etr_2022-02.csv", ODS)}
    for row in trusts:
        code, name = row["code"], title(row["name"])
        trust = tables.add_organisation(code, "trust", date.fromisoformat(row["opened"]), end_of(row["closed"]))
        old = title(before.get(code, row["name"]))
        if old != name:
            tables.add_name(code, old, end=OLD_EXTRACT)
            tables.add_name(code, name, start=OLD_EXTRACT, note=RENAMED)
        else:
            tables.add_name(code, name)
        tables.add_code("ods", code, code)
        tables.add_containment(code, row["region"])
        if trust.end is None or trust.end > tables.organisations[row["board"]].start:
            tables.add_containment(code, row["board"])


def add_successions(tables: Tables, source: Path, facts: dict[str, Any]) -> None:
    """Merged trusts and groups from the register of successions; merged boards from the facts."""
    followers = defaultdict(set)
    for row in read(source / "reference/geography/lookup_trust_trust.csv"):
        for prefix in ("", "ccg-"):
            old, new = prefix + row["old_code"], prefix + row["new_code"]
            if {old, new} <= tables.organisations.keys():
                followers[old].add(new)
    for old, news in followers.items():
        day = tables.organisations[old].end
        if day is not None:
            for new in news:
                tables.add_succession(old, new, day, *(("1", WHOLE) if len(news) == 1 else ("", "not known")))
    for old, new in facts["trusts"]["followed"].items():
        day = tables.organisations[old].end
        if day is None:
            raise ValueError(f"{old} goes on")
        tables.add_succession(old, new, day, "1", WHOLE, UNVERIFIED)
    for merger in facts["boards"]["merged"]:
        for new, olds in merger.items():
            for old in olds if new != "day" else ():
                share = "" if old.endswith("?") else "1"
                tables.add_succession(
                    old.rstrip("?"),
                    new,
                    merger["day"],
                    share,
                    WHOLE if share else "not known",
                    UNVERIFIED,
                )
