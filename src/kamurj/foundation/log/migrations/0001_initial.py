"""The log's tables; `log_fact` is partitioned by month, which only SQL can say."""

import django.utils.timezone
from django.db import migrations, models

FACT = """
CREATE TABLE log_fact (
    id bigint GENERATED ALWAYS AS IDENTITY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    type text NOT NULL,
    version smallint NOT NULL,
    channel text NOT NULL,
    location_id bigint,
    subject text,
    actor text,
    message_id text,
    payload jsonb NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX log_fact_reading ON log_fact (transaction_id, id);
CREATE INDEX log_fact_id ON log_fact (id);
CREATE TABLE log_fact_default PARTITION OF log_fact DEFAULT;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FACT, "DROP TABLE log_fact")],
            state_operations=[
                migrations.CreateModel(
                    name="StoredFactRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("occurred_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("type", models.TextField()),
                        ("version", models.SmallIntegerField()),
                        ("channel", models.TextField()),
                        ("location_id", models.BigIntegerField(null=True)),
                        ("subject", models.TextField(null=True)),
                        ("actor", models.TextField(null=True)),
                        ("message_id", models.TextField(null=True)),
                        ("payload", models.JSONField()),
                    ],
                    options={"db_table": "log_fact"},
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("message_id", models.TextField(primary_key=True, serialize=False)),
                ("fingerprint", models.BinaryField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Quarantine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("message_id", models.TextField(db_index=True)),
                ("body", models.JSONField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="SubscriptionRow",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("transaction_id", models.BigIntegerField(default=0)),
                ("fact_id", models.BigIntegerField(default=0)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"db_table": "log_subscription"},
        ),
        migrations.CreateModel(
            name="DeadLetter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subscription", models.TextField()),
                ("fact_id", models.BigIntegerField()),
                ("error", models.TextField()),
                ("attempts", models.IntegerField(default=1)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "log_dead_letter",
                "constraints": [
                    models.UniqueConstraint(fields=["subscription", "fact_id"], name="log_dead_letter_once")
                ],
            },
        ),
    ]
