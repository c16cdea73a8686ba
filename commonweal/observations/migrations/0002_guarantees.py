"""What was read stays as it was read; published figures are open to the public face."""

from django.db import migrations

from commonweal.core.rowsecurity import append_only, readable_by_public

KEPT = ["publication", "filecontent", "printedplace", "slot", "figure"]


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_publications")]
    operations = [
        *(append_only(f"observations_{table}") for table in KEPT),
        *(readable_by_public(f"observations_{table}") for table in [*KEPT, "publicationfile"]),
    ]
