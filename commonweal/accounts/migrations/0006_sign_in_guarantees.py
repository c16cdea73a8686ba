"""Second steps and identities are seen by their person alone; invitations in their organisation. The rest is the system's."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, ORGANISATIONS, PERSON, row_security

OWN = f"{IS_SYSTEM} or person_id = {PERSON}"
IN_ORGANISATION = f"{IS_SYSTEM} or organisation_id = any({ORGANISATIONS})"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sign_in")]
    operations = [
        row_security("accounts_factor", see=OWN, add=OWN),
        row_security("accounts_identity", see=OWN, add=OWN),
        row_security("accounts_invitation", see=IN_ORGANISATION, add=IN_ORGANISATION),
    ]
