"""Make the table of daily discharges from the publications: `python scripts/make_daily_discharges_table.py FOLDER`.

FOLDER holds `discharge-daily`, `discharge-ready-date` and `reference` of NHS England's figures made long. What is
written is what was published: interpretation (0 as not reported) is left to `commonweal/execution/discharges.py`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

Row = tuple[str, str, int, int]
"""Code of the area, day, people who no longer meet the criteria to reside, people discharged."""

TARGET = Path(__file__).resolve().parents[1] / "commonweal" / "scenarios" / "data"
COMPLETED = {"E54000056": ("RGN", "RGT")}
"""Areas whose own rows end early, with the trusts whose rows are added up from then on."""
RENUMBERED = {"QXU": "E54000052", "QNX": "E54000053"}
"""Areas that the daily files give by the code of 2022, and the list of names by that of 2024."""
PATHWAYS = ("pathway_0", "pathway_1", "pathway_2", "pathway_3")
OFFICIAL = ("NHS ", " Integrated Care Board")


def main(folder: Path, target: Path) -> int:
    """Read, check, write."""
    target.mkdir(parents=True, exist_ok=True)
    rows = sorted(daily_rows(folder / "discharge-daily"))
    areas = list(area_rows(folder))
    unknown = {row[0] for row in rows} - {str(area[0]) for area in areas}
    if unknown:
        print(f"no name for {sorted(unknown)}", file=sys.stderr)
        return 1
    (target / "daily-discharges.csv.gz").write_bytes(packed(rows))
    headings = ("code", "name", "days_from_trusts_since", "p0", "p1", "p2", "p3")
    (target / "discharge-areas.csv").write_bytes(text([headings, *areas]).encode())
    (target / "delay-reasons.csv").write_bytes(text([("reason", "people"), *reason_rows(folder)]).encode())
    print(f"{len(areas)} areas, {len(rows):,} days")
    return 0


def packed(rows: list[Row]) -> bytes:
    """A line for each area and count, a column for each day, compressed to the same bytes at every making."""
    days = sorted({row[1] for row in rows})
    found = {(code, day): counts for code, day, *counts in rows}
    lines: list[tuple[object, ...]] = [("code", "count", *days)]
    for code in sorted({row[0] for row in rows}):
        for place, name in enumerate(("not_meeting_criteria", "discharged")):
            lines.append((code, name, *(found[code, day][place] if (code, day) in found else "" for day in days)))
    made = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=made, mtime=0) as file:
        file.write(text(lines).encode())
    return made.getvalue()


def text(rows: list[tuple[object, ...]]) -> str:
    """CSV with line feeds."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue()


def daily_rows(folder: Path) -> Iterator[Row]:
    """Every area and day, rows of trusts added up where the area's own are at an end."""
    own = _joined(folder, "icb", "icb22_code")
    yield from own
    last = {code: max(row[1] for row in own if row[0] == code) for code in COMPLETED}
    by_trust = _joined(folder, "trust", "nhs_trust22_code")
    for code, trusts in COMPLETED.items():
        sums: dict[str, tuple[int, int]] = {}
        for trust, day, still, gone in by_trust:
            if trust in trusts:
                before = sums.get(day, (0, 0))
                sums[day] = (before[0] + still, before[1] + gone)
        differing = [row for row in own if row[0] == code and sums[row[1]] != row[2:]]
        if differing:
            raise SystemExit(f"{code} is not the sum of {trusts} on {len(differing)} days, like {differing[0]}")
        yield from ((code, day, *pair) for day, pair in sums.items() if day > last[code])


def _joined(folder: Path, level: str, key: str) -> list[Row]:
    still = _column(folder / f"england_{level}_criteria_to_reside.csv.gz", key, "do_not_meet_criteria_to_reside")
    gone = _column(folder / f"england_{level}_discharged_patients.csv.gz", key, "discharged_total")
    if level == "icb" and still.keys() != gone.keys():
        raise SystemExit("the two files by area do not have the same days")
    return [(code, day, count, gone[code, day]) for (code, day), count in still.items() if (code, day) in gone]


def _column(path: Path, key: str, column: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            address = row[key], row["date"]
            if address in found:
                raise SystemExit(f"{path.name}: {address} stands there twice")
            if row[column] == "":
                continue
            if float(row[column]) != int(float(row[column])):
                raise SystemExit(f"{path.name}: {address} is no whole number")
            found[address] = int(float(row[column]))
    return found


def area_rows(folder: Path) -> Iterator[tuple[object, ...]]:
    """Code, name, since when trusts are added up, and discharges by pathway, June 2024 to March 2025."""
    published = json.loads((folder / "discharge-ready-date" / "acute-discharge-2024-25.json").read_text("utf-8"))
    by_code = {area["code"]: area for area in published["icbs"]}
    with (folder / "reference" / "organisations" / "icb_names_codes_dec_2024.csv").open(encoding="utf-8-sig") as file:
        names = {row["ICB24CDH"]: (row["ICB24CD"], row["ICB24NM"]) for row in csv.DictReader(file)}
    for ods, area in sorted(by_code.items()):
        code, name = names[ods]
        totals = area["post_change_destinations"]["pathway_totals"]
        since = "2023-09-01" if ods == "QUE" else ""
        yield (
            RENUMBERED.get(ods, code), name.removeprefix(OFFICIAL[0]).removesuffix(OFFICIAL[1]), since,
            *(totals[pathway] for pathway in PATHWAYS),
        )  # fmt: skip


def reason_rows(folder: Path) -> Iterator[tuple[str, float]]:
    """Reasons of delay in England and the mean number of people with each, June 2024 to March 2025."""
    published = json.loads((folder / "discharge-ready-date" / "acute-discharge-2024-25.json").read_text("utf-8"))
    for one in published["england"]["post_change_delay_reasons"]["details"]:
        plain = one["reason"].replace("\u2013", "-").replace("\u00a0", " ").replace("\u202f", " ")
        yield " ".join(plain.replace("- ", " - ").split()), one["mean_published_monthly_average"]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET))
