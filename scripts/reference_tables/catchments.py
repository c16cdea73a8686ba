"""Where a trust's patients come from: the shares of districts and unitary councils among everybody whom it admitted."""

from __future__ import annotations

from pathlib import Path

from reference_tables.tables import Tables, read

FILE = "reference/geography/lookup_nhs_trusts22_ltla21.csv"
YEAR = 2021


def add_catchments(tables: Tables, source: Path) -> None:
    """Every trust and area of the published lookup, shares rounded to eight places."""
    for row in read(source / FILE):
        share = f"{float(row['proportion_trust_came_from_ltla']):.8f}"
        tables.add_catchment(row["nhs_trust22_code"], row["ltla21_code"], YEAR, share)
