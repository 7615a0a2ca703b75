"""A change of an order moves its version; without it the database still refuses to change what was agreed."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_refuse_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.cancelled < OLD.cancelled OR to_jsonb(NEW) - 'cancelled' IS DISTINCT FROM to_jsonb(OLD) - 'cancelled' THEN
        RAISE EXCEPTION 'An order is a snapshot: % cannot be changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER orders_order_line_is_a_snapshot ON orders_order_line;
CREATE TRIGGER orders_order_line_is_a_snapshot BEFORE UPDATE ON orders_order_line
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_line_change();

DROP TRIGGER orders_order_is_a_snapshot ON orders_order;
CREATE TRIGGER orders_order_is_a_snapshot
    BEFORE UPDATE OF id, number, cart_id, currency, delivery_kind, source, source_key, placed_at ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
CREATE TRIGGER orders_order_changes_with_its_version
    BEFORE UPDATE OF pieces, net_minor, tax_minor, gross_minor, shipping_minor, fees_minor, discount_minor ON orders_order
    FOR EACH ROW WHEN (NEW.version <> OLD.version + 1) EXECUTE FUNCTION orders_refuse_change();
"""

BACKWARD = """
DROP TRIGGER orders_order_changes_with_its_version ON orders_order;
DROP TRIGGER orders_order_is_a_snapshot ON orders_order;
CREATE TRIGGER orders_order_is_a_snapshot
    BEFORE UPDATE OF id, number, cart_id, currency, delivery_kind, pieces, net_minor, tax_minor, gross_minor,
                     shipping_minor, fees_minor, source, source_key, placed_at ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
DROP TRIGGER orders_order_line_is_a_snapshot ON orders_order_line;
CREATE TRIGGER orders_order_line_is_a_snapshot BEFORE UPDATE ON orders_order_line
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
DROP FUNCTION orders_refuse_line_change();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_changes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
