"""Make the compact tables of commonweal/places/data from the collected publications.

    python scripts/make_reference_tables.py [--source ../shared/data] [--out commonweal/places/data]

Facts carry over, files do not: the publishers and licences stand in docs/reference/places-data.md.
Running it twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from reference_tables.boundaries import boundaries
from reference_tables.catchments import add_catchments
from reference_tables.councils import add_councils
from reference_tables.nhs import add_nhs
from reference_tables.populations import add_populations
from reference_tables.tables import Tables, write

TOP = Path(__file__).resolve().parent.parent


def make(source: Path, out: Path) -> Tables:
    """Gather, then write."""
    facts = tomllib.loads((TOP / "scripts/reference_tables/facts.toml").read_text())
    tables = Tables()
    add_councils(tables, source, facts)
    add_nhs(tables, source, facts)
    add_populations(tables, source, facts)
    add_catchments(tables, source)
    out.mkdir(parents=True, exist_ok=True)
    write(out, tables.rows)
    (out / "boundaries.json").write_text(boundaries(source))
    return tables


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=Path, default=TOP.parent / "shared/data", help="the folder of collected publications"
    )
    parser.add_argument("--out", type=Path, default=TOP / "commonweal/places/data", help="the folder of the tables")
    options = parser.parse_args()
    for name, rows in make(options.source, options.out).rows.items():
        print(f"{name}: {len(rows)}")


if __name__ == "__main__":
    main()
