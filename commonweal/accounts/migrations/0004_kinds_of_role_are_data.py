"""Which kinds of role there are is data: a round opens offices without a migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_roles_of_plans")]
    operations = [
        migrations.AlterField("role", "kind", models.TextField()),
        migrations.AlterField("roleevent", "kind", models.TextField()),
    ]
