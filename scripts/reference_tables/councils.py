"""Councils and districts: the register of councils, ONS lookups, and the codes that publications print."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from reference_tables import publications
from reference_tables.tables import BEGIN, Tables, read

KINDS = {"CTY": "council", "UA": "council", "MD": "council", "LBO": "council", "CC": "council", "NMD": "district"}
ENGLAND = "E92000001"
MID_2020 = "ONS mid-2020 population, all ages"
CENSUS_2011 = "Census 2011, usual residents"


def add_councils(tables: Tables, source: Path, facts: dict[str, Any]) -> None:
    """Every English council and district since 2009 with names, codes, duty, containment and successions."""
    register = [
        row
        for row in read(source / "reference/council-codes/uk_la_past_current/uk_local_authorities_current.csv")
        if row["nation"] == "England" and row["local-authority-type"] in KINDS
    ]
    add_regions(tables, source)
    for row in register:
        add_council(tables, row, facts)
    by_letters = {row["local-authority-code"]: row["gss-code"] for row in register}
    add_containments(tables, source, register, by_letters, facts)
    add_successions(tables, source, register, by_letters, facts)
    for scheme, code, name, key in publications.council_codes(source):
        if key is None:
            tables.add_organisation(f"pseudo-{code}", "pseudo", BEGIN, None)
            tables.add_name(f"pseudo-{code}", name)
            key = f"pseudo-{code}"
        if (scheme, code, key) not in {row[:3] for row in tables.rows["codes"]}:
            tables.add_code(scheme, code, key)


def add_council(tables: Tables, row: dict[str, str], facts: dict[str, Any]) -> None:
    """One council of the register."""
    key, kind = row["gss-code"], KINDS[row["local-authority-type"]]
    start = date.fromisoformat(row["start-date"]) if row["start-date"] else None
    tables.add_organisation(key, kind, start, end_day(row["end-date"]))
    official = " ".join(row["official-name"].split())
    renamed = facts["renamed"].get(key)
    tables.add_name(key, short_name(row), official, start=renamed["until"] if renamed else None)
    if renamed:
        tables.add_name(key, renamed["name"], renamed["official_name"], end=renamed["until"])
    former = {now["now"]: (code, now["until"]) for code, now in facts["former_ons_codes"].items()}.get(key)
    tables.add_code("ons", key, key, start=former[1] if former else None)
    if former:
        tables.add_code("ons", former[0], key, end=former[1])
    if row["snac"]:
        tables.add_code("old-ons", row["snac"], key)
    if kind == "council":
        whole = tables.organisations[key]
        tables.rows["duties"].add(
            (key, "adult-social-care", whole.start.isoformat(), whole.end.isoformat() if whole.end else "")
        )


def end_day(text: str) -> date | None:
    """The register gives the last day (31 March) or the day after it (1 April): always the day after."""
    if not text:
        return None
    day = date.fromisoformat(text)
    return day if day.day == 1 else day + timedelta(days=1)


def short_name(row: dict[str, str]) -> str:
    """The name of everyday use: `Dorset`, not `Dorset County` or `Dorset Council`."""
    if row["local-authority-type"] == "CC":
        return row["nice-name"]  # the City of London is not London
    name = row["nice-name"].removeprefix("City of ").removesuffix(" Council")
    return name.removesuffix(" County") if row["local-authority-type"] == "CTY" else name


def add_regions(tables: Tables, source: Path) -> None:
    """England and its nine regions."""
    tables.add_organisation(ENGLAND, "nation", BEGIN, None)
    tables.add_name(ENGLAND, "England")
    tables.add_code("ons", ENGLAND, ENGLAND)
    rows = read(source / "reference/geography/lookup_ltla23_region23.csv")
    for code, name in sorted({(row["region23_code"], row["region23_name"]) for row in rows}):
        tables.add_organisation(code, "region", BEGIN, None)
        tables.add_name(code, name)
        tables.add_code("ons", code, code)
        tables.add_containment(code, ENGLAND)


def add_containments(
    tables: Tables, source: Path, register: list[dict[str, str]], by_letters: dict[str, str], facts: dict[str, Any]
) -> None:
    """District in county, council in region; the register is checked against the ONS lookups."""
    regions = {tables.name(key): key for key, o in tables.organisations.items() if o.kind == "region"}
    county = {
        **{r["gss-code"]: by_letters[r["county-la"]] for r in register if r["county-la"]},
        **facts["county_instead"],
    }
    for inner, outer in ons_counties(source).items():
        if county.get(inner, inner) != outer:
            raise ValueError(f"{inner} lies in {outer} by ONS, in {county.get(inner)} by the register")
    following = {
        row["gss-code"]: by_letters[row["replaced-by"].split(",")[0]] for row in register if row["replaced-by"]
    }
    region = {row["gss-code"]: regions[row["region"]] for row in register if row["region"]}
    for row in register:
        key = row["gss-code"]
        tables.add_containment(key, region.get(key) or region[following[key]])
        if key in county:
            tables.add_containment(key, county[key])
    check_regions(tables, source)


def ons_counties(source: Path) -> dict[str, str]:
    """District to county, as ONS has it for 2019 to 2023."""
    found: dict[str, str] = {}
    for year in ("19", "20", "21", "23"):
        for row in read(source / f"reference/geography/lookup_ltla{year}_utla{year}.csv"):
            inner, outer = row[f"ltla{year}_code"], row[f"utla{year}_code"]
            if inner.startswith("E07") and outer.startswith("E10"):
                found[inner] = outer
    return found


def check_regions(tables: Tables, source: Path) -> None:
    """The register's regions must be those of ONS."""
    held = {(row[0], row[1]) for row in tables.rows["containments"]}
    for year in ("19", "21", "23", "24"):
        for row in read(source / f"reference/geography/lookup_ltla{year}_region{year}.csv"):
            if (row[f"ltla{year}_code"], row[f"region{year}_code"]) not in held:
                raise ValueError(f"{row} is not the register's region")


def add_successions(
    tables: Tables, source: Path, register: list[dict[str, str]], by_letters: dict[str, str], facts: dict[str, Any]
) -> None:
    """Who followed whom, with the share of a predecessor's people and what the share rests on."""
    people = {row["gss-code"]: int(float(row["pop-2020"])) for row in register if row["pop-2020"]}
    for row in register:
        key, day = row["gss-code"], tables.organisations[row["gss-code"]].end
        successors = [by_letters[letters] for letters in row["replaced-by"].split(",") if letters]
        if not successors or day is None:
            continue
        if key == "E10000009":
            add_dorset(tables, facts["census_2011"], day)
        elif len(successors) == 1:
            tables.add_succession(key, successors[0], day, "1", "the whole of it")
        else:
            for successor, share in zip(successors, shares([people[s] for s in successors]), strict=True):
                tables.add_succession(key, successor, day, share, MID_2020)


def add_dorset(tables: Tables, census: dict[str, int], day: date) -> None:
    """Dorset county: Christchurch went to Bournemouth, Christchurch and Poole, the other five districts to Dorset."""
    districts = [key for key in census if key.startswith("E07")]
    moved = census["E07000048"]
    to_bcp, stayed = shares([moved, sum(census[key] for key in districts) - moved])
    note = "Christchurch, a district of Dorset county, became part of Bournemouth, Christchurch and Poole"
    tables.add_succession("E10000009", "E06000058", day, to_bcp, CENSUS_2011, note)
    tables.add_succession(
        "E10000009",
        "E06000059",
        day,
        stayed,
        CENSUS_2011,
        "East Dorset, North Dorset, Purbeck, West Dorset, Weymouth and Portland",
    )


def shares(people: list[int]) -> list[str]:
    """Fractions to eight places that sum to exactly one (the last takes the rounding)."""
    total = sum(people)
    fractions = [round(Decimal(n) / total, 8) for n in people[:-1]]
    return [str(f) for f in [*fractions, 1 - sum(fractions, Decimal(0))]]
