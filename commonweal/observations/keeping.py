"""Keeping what takes seconds to count beside the rows that it was counted from, inside the transaction of an action."""

from __future__ import annotations

from commonweal.observations.models import KeptComparison, KeptSeries
from commonweal.observations.queries import comparisons, watching


def keep_comparisons() -> int:
    """Count the comparisons anew whose files are others than they were; how many these are."""
    stale = comparisons.stale()
    for file, comparison, basis in stale:
        KeptComparison.objects.update_or_create(
            file=file,
            collection=comparison.collection,
            defaults={"basis": basis, "counted": comparisons.count(file, comparison)},
        )
    return len(stale)


def keep_series() -> int:
    """Put the watched series together anew of which a file was read since; how many measures these are."""
    stale = watching.stale()
    for measure, basis in stale:
        KeptSeries.objects.filter(measure=measure.id).delete()
        KeptSeries.objects.bulk_create(
            KeptSeries(
                measure=measure.id,
                basis=basis,
                organisation_id=organisation_id,
                first=series.first.first,
                values=list(series.values),
                printed="".join("1" if printed else "0" for printed in series.printed),
            )
            for organisation_id, series in watching.put_together(measure).items()
        )
    return len(stale)
