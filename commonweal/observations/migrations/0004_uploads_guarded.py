"""An upload is seen by who uploaded it, and by the job that reads it."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, PERSON, row_security


class Migration(migrations.Migration):
    dependencies = [("observations", "0003_uploads")]
    operations = [row_security("observations_upload", see=f"owner_id = {PERSON} or {IS_SYSTEM}")]
