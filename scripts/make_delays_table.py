"""Make the demonstration's table of facts from the publisher's workbooks: `python scripts/make_delays_table.py FOLDER`.

FOLDER holds the monthly delayed-transfer workbooks of NHS England. They are read as the program reads them; a file
that is not read without errors ends the run, for the table is to be what was published and nothing less.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django


def main(folder: Path) -> int:
    """Read, check, write; 1 where a file could not be read whole."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.config.settings")
    django.setup()
    from commonweal.demo import facts
    from commonweal.engine.findings import Severity
    from commonweal.engine.workbook.reading import read_publication
    from commonweal.observations.actions import facts_of
    from commonweal.observations.layouts import layouts
    from commonweal.spreadsheets.reading import read_workbook

    files = []
    for path in sorted(folder.glob("*.xls*")):
        content = path.read_bytes()
        opened = read_workbook(content, path.name)
        reading = read_publication(opened.workbook, layouts()) if opened.workbook else None
        found = (*opened.findings, *(reading.findings if reading else ()))
        made = facts_of(reading, path.name, content, opened.findings) if reading else None
        if made is None or any(finding.severity is Severity.ERROR for finding in found):
            print(f"{path.name} was not read whole:", *found, sep="\n  ", file=sys.stderr)
            return 1
        files.append(made)
    files.sort(key=lambda file: file.period)
    facts.write(files)
    print(f"{len(files)} files, {sum(len(file.figures) for file in files):,} figures")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
