"""Where a trust's patients come from; open to the public face as the other reference tables."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from commonweal.core.rowsecurity import readable_by_public


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0002_guarantees'),
    ]

    operations = [
        migrations.CreateModel(
            name='Catchment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.SmallIntegerField()),
                ('share', models.DecimalField(decimal_places=8, max_digits=9)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admitted_to', to='places.organisation')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admitted_from', to='places.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='CatchmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.SmallIntegerField()),
                ('share', models.DecimalField(decimal_places=8, max_digits=9)),
                ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.catchment')),
                ('trust', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='catchment',
            constraint=models.UniqueConstraint(fields=('trust', 'area', 'year'), name='catchment_once'),
        ),
        migrations.AddConstraint(
            model_name='catchment',
            constraint=models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='catchment_share'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='catchment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_catchmentevent" ("area_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "trust_id", "year") VALUES (OLD."area_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."share", OLD."trust_id", OLD."year"); RETURN NULL;', hash='9242a12aa310deace6e38be99af1189fc841e22d', operation='DELETE', pgid='pgtrigger_delete_delete_1642e', table='places_catchment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='catchmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ddde9157d16de65ad52fce1d935869c5753c503d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7ef72', table='places_catchmentevent', when='BEFORE')),
        ),
        readable_by_public('places_catchment'),
    ]
