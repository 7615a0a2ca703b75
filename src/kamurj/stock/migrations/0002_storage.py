"""What only SQL can say: room on the pages for HOT updates, early vacuuming of queues, a ledger that cannot be rewritten."""

from django.db import migrations

STORAGE = """
ALTER TABLE stock_level SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE stock_hold SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
ALTER TABLE stock_allocation SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
"""

LEDGER = """
CREATE FUNCTION stock_movement_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stock_movement is append-only: write a movement that corrects the wrong one'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER stock_movement_append_only BEFORE UPDATE OR DELETE ON stock_movement
    FOR EACH STATEMENT EXECUTE FUNCTION stock_movement_is_append_only();
"""

WITHOUT_LEDGER = """
DROP TRIGGER stock_movement_append_only ON stock_movement;
DROP FUNCTION stock_movement_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]
    operations = [
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(LEDGER, WITHOUT_LEDGER),
    ]
