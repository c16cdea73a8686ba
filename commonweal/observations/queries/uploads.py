"""Files on their way to the job that reads them."""

from __future__ import annotations

from commonweal.observations.models import Upload


def upload(upload_id: int) -> Upload | None:
    """An uploaded file in sight; None once it was read."""
    return Upload.objects.filter(pk=upload_id).first()
