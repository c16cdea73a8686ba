"""Populations by age: published rows, and where an organisation has none, labelled sums."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from reference_tables.tables import Organisation, Tables, read

SINGLE_AGES = "0-90"
ALL_AGES = "0"
MID_YEAR = "ONS mid-year estimate"
CENSUS_2021 = "Census 2021"
CENSUS_2011 = "Census 2011"
Counts = list[int]


def add_populations(tables: Tables, source: Path, facts: dict[str, Any]) -> None:
    """Mid-2019 and mid-2020 by single year of age, Census 2021 for all ages, Census 2011 for the parts of Dorset."""
    folder = source / "reference/population"
    single = {year: mid_year(folder, year) for year in (2019, 2020)}
    census = census_2021(folder)
    for year, areas in single.items():
        for key, persons in areas.items():
            add(tables, key, year, MID_YEAR, SINGLE_AGES, persons)
        add_same_territory(tables, areas, year)
    for key, persons in census.items():
        add(tables, key, 2021, CENSUS_2021, ALL_AGES, persons)
    add_sums(tables, census, date(2021, 4, 1), CENSUS_2021, ALL_AGES)
    dorset = {key: [persons] for key, persons in facts["census_2011"].items()}
    for key, persons in dorset.items():
        add(tables, key, 2011, CENSUS_2011, ALL_AGES, persons)
    add_sums(tables, dorset, date(2011, 3, 27), CENSUS_2011, ALL_AGES)
    add_totals_2020(tables, source)


def add(tables: Tables, key: str, year: int, basis: str, ages: str, persons: Counts, label: str = "") -> None:
    """One row; a label says how a figure that nobody published was made."""
    tables.rows["populations"].add((key, str(year), basis, ages, " ".join(map(str, persons)), label))


def mid_year(folder: Path, year: int) -> dict[str, Counts]:
    """Upper-tier councils of England by single year of age, the last 90 and over."""
    short = str(year)[2:]
    titles = [*map(str, range(90)), "90+"]
    rows = read(folder / f"population{short}_utla{short}.csv")
    return {
        row[f"utla{short}_code"]: [int(float(row[t])) for t in titles]
        for row in rows
        if row[f"utla{short}_code"].startswith("E")
    }


def census_2021(folder: Path) -> dict[str, Counts]:
    """Districts and single-tier councils, all ages: the file's age bands are not explained and fit no usual limits."""
    rows = read(folder / "age_gender21_ltla21_ew.csv")
    return {
        row["ltla21_code"]: [int(float(row["total_population"]))] for row in rows if row["ltla21_code"].startswith("E")
    }


def add_same_territory(tables: Tables, areas: dict[str, Counts], year: int) -> None:
    """A council that took over exactly one council's whole territory has its people, either way round."""
    councils = {key for key, organisation in tables.organisations.items() if organisation.kind == "council"}
    pairs = [row for row in tables.rows["successions"] if {row[0], row[1]} <= councils]
    for old, new, _, share, *_ in pairs:
        if share != "1" or sum(pair[1] == new for pair in pairs) > 1:
            continue
        for here, there in ((old, new), (new, old)):
            if here not in areas and there in areas:
                add(
                    tables,
                    here,
                    year,
                    MID_YEAR,
                    SINGLE_AGES,
                    areas[there],
                    f"that of {tables.name(there)} ({there}), the same territory",
                )


def add_sums(tables: Tables, census: dict[str, Counts], geography: date, basis: str, ages: str) -> None:
    """Councils without a row of their own, all of whose parts have one in the census's geography."""
    for key, parts in parts_of_councils(tables).items():
        lived = sorted(part for part in parts if lives(tables.organisations[part], geography))
        if key in census or not lived or not census.keys() >= set(lived):
            continue
        persons = [sum(column) for column in zip(*(census[part] for part in lived), strict=True)]
        label = f"the sum of {len(lived)} parts: {', '.join(tables.name(part) for part in lived)}"
        add(tables, key, geography.year, basis, ages, persons, label)


def parts_of_councils(tables: Tables) -> dict[str, set[str]]:
    """A county's districts; and of a council formed later, the districts and single-tier councils that it replaced."""
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for inner, outer, *_ in tables.rows["containments"]:
        if tables.organisations[outer].kind == "council":
            parts[outer].add(inner)
    counties = set(parts)
    for old, new, *_ in tables.rows["successions"]:
        if tables.organisations[new].kind == "council" and old not in counties:
            parts[new].add(old)
    return parts


def lives(organisation: Organisation, day: date) -> bool:
    """Whether an organisation lives on a day."""
    return organisation.start <= day and (organisation.end is None or day < organisation.end)


def add_totals_2020(tables: Tables, source: Path) -> None:
    """Mid-2020 totals of councils formed later, from the register of councils, which rebuilt them from districts."""
    register = read(source / "reference/council-codes/uk_la_past_current/uk_local_authorities_current.csv")
    totals = {row["gss-code"]: int(float(row["pop-2020"])) for row in register if row["pop-2020"]}
    for key in ("E06000061", "E06000062", "E06000063", "E06000064"):
        add(tables, key, 2020, MID_YEAR, ALL_AGES, [totals[key]], "all ages, rebuilt for the council formed later")
    both = totals["E06000061"] + totals["E06000062"]
    add(
        tables,
        "E10000021",
        2020,
        MID_YEAR,
        ALL_AGES,
        [both],
        "the sum of 2 parts: North Northamptonshire, West Northamptonshire",
    )
