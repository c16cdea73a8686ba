"""Make the demonstration's tables of trusts from publications: `python scripts/make_trusts_tables.py FOLDER`.

FOLDER holds the collected publications: the acute daily discharge workbooks, the table of delay reasons by trust, and
the last month of delayed transfers by provider. They are read as the program reads them. A file of which a cell could
not be placed ends the run; sums of the publisher that do not hold, and rows without a number, go along as findings.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

NOT_OURS = ("identity-", "row-without-figures")


def main(source: Path, folder: Path | None = None) -> int:
    """Read, check, write; 1 where a file could not be read whole."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.config.settings")
    django.setup()
    from commonweal.demo import facts

    tables = {
        facts.DISCHARGES: [
            path for path in source.glob("discharge-sitrep/Acute_SitRep_data/*.xlsx") if "series" not in path.name
        ],
        facts.DELAY_REASONS: [source / "discharge-daily/england_delayed_discharge_reasons.csv.gz"],
        facts.LAST_DELAYS: [source / "dtoc-by-trust-feb-2020.csv"],
    }
    for name, paths in tables.items():
        files = [_read(path) for path in paths]
        if None in files:
            return 1
        read = sorted((file for file in files if file), key=lambda file: file.period)
        facts.write(read, folder or facts.FOLDER, name)
        print(f"{name}: {len(read)} files, {sum(len(file.figures) for file in read):,} figures")
    return 0


def _read(path: Path):
    from commonweal.engine.findings import Severity
    from commonweal.engine.workbook.reading import read_publication
    from commonweal.observations.actions import facts_of
    from commonweal.observations.layouts import layouts
    from commonweal.spreadsheets.tables import read_publication_file

    content = path.read_bytes()
    opened = read_publication_file(content, path.name)
    reading = read_publication(opened.workbook, layouts()) if opened.workbook else None
    found = (*opened.findings, *(reading.findings if reading else ()))
    made = facts_of(reading, path.name, content, opened.findings) if reading else None
    if made is None or any(f.severity is Severity.ERROR and not f.code.startswith(NOT_OURS) for f in found):
        print(f"{path.name} was not read whole:", *found, sep="\n  ", file=sys.stderr)
        return None
    return made


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
