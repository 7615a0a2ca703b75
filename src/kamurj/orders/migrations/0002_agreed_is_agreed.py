"""What was agreed stays agreed: the database refuses to change an order's money, lines or names."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An order is a snapshot: % cannot be changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER orders_order_line_is_a_snapshot BEFORE UPDATE ON orders_order_line
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();

CREATE TRIGGER orders_order_is_a_snapshot
    BEFORE UPDATE OF id, number, cart_id, currency, delivery_kind, pieces, net_minor, tax_minor, gross_minor,
                     shipping_minor, fees_minor, source, source_key, placed_at ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
"""

BACKWARD = """
DROP TRIGGER orders_order_is_a_snapshot ON orders_order;
DROP TRIGGER orders_order_line_is_a_snapshot ON orders_order_line;
DROP FUNCTION orders_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
