"""The table of Django's database cache: counts of log-in attempts, seen by every process; worthless after a crash, so unlogged."""

from django.db import migrations

CACHE = """
CREATE UNLOGGED TABLE access_shared_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX access_shared_cache_expires ON access_shared_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(CACHE, "DROP TABLE access_shared_cache")]
