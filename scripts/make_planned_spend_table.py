"""Make the compact table of the planned spending of 2022-23 from the collected publication.

    python scripts/make_planned_spend_table.py [--source ../shared/data] [--out commonweal/plans/data]

The publisher's amounts, people, codes and names carry over as they were printed, its total among them, each with the
line it stood on; derived columns and the file itself do not. Running it twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FILE = "bcf/planned-spend-2022-23.csv"
NAME = "planned-spend-2022-23"
COLUMNS = {
    "ons_code": "Code",
    "name": "LA_name",
    "region": "region_name",
    "bed_based": "Bed based intermediate Care Services",
    "reablement": "Reablement in a persons own home",
    "adults": "population",
    "aged_65_over": "over_65_pop.y",
}
ABOUT = """# Made by scripts/make_planned_spend_table.py; do not edit by hand.
title = "Better Care Fund end-of-year collection: planned spending on intermediate care, 2022-23"
publisher = "NHS England"
licence = "Open Government Licence v3.0"
year = 2022
people_as_at = {people_as_at}
source_sha256 = "{sha256}"

[columns]
line = "Line of the publisher's file, headings being line 1"
ons_code = "Code of the area as printed; Total for the publisher's own total"
name = "Name of the area as printed"
region = "Region as printed"
bed_based = "Planned spending on bed-based intermediate care services, pounds as printed; NA: not printed"
reablement = "Planned spending on reablement in a person's own home, pounds as printed; NA: not printed"
adults = "Population that the publisher divides by, which is of adults; NA: not printed"
aged_65_over = "Population aged 65 and over; NA: not printed"
"""


def make(source: Path, out: Path) -> None:
    """Read, then write the table and what is to be known about it."""
    content = (source / FILE).read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    (as_at,) = {row["date"] for row in rows} - {"NA"}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["line", *COLUMNS])
    for line, row in enumerate(rows, start=2):
        writer.writerow([line, *(row[heading] for heading in COLUMNS.values())])
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{NAME}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    about = ABOUT.format(people_as_at=as_at, sha256=hashlib.sha256(content).hexdigest())
    (out / f"{NAME}.toml").write_text(about, encoding="utf-8", newline="")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, default=TOP.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=TOP / "commonweal" / "plans" / "data")
    asked = parser.parse_args()
    make(asked.source, asked.out)


if __name__ == "__main__":
    main()
