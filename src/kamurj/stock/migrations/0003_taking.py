"""`stock_take`: the fast way of taking pieces, one round trip with a savepoint inside it."""

from django.db import migrations

TAKE = """
CREATE FUNCTION stock_take(
    purpose text, owner uuid, turn bigint, variants bigint[], locations bigint[], quantities int[], start smallint,
    until timestamptz, at_moment timestamptz, why text, order_kept uuid
) RETURNS integer LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    total constant integer := (SELECT sum(quantity) FROM unnest(quantities) AS line (quantity));
    held_lines integer;
    different integer;
    taken_pieces integer;
BEGIN
    IF purpose <> 'leave' THEN
        -- Two calls for one cart take turns; whoever finds the other at work goes the way that waits.
        IF NOT pg_try_advisory_xact_lock(turn) THEN
            RETURN 0;
        END IF;
        SELECT count(before.quantity), count(*) FILTER (WHERE asked.quantity IS DISTINCT FROM before.quantity)
          INTO held_lines, different
          FROM unnest(variants, locations, quantities) AS asked (variant_id, location_id, quantity)
          FULL JOIN (SELECT variant_id, location_id, sum(quantity) AS quantity FROM stock_hold WHERE cart_id = owner
                      GROUP BY variant_id, location_id) AS before USING (variant_id, location_id);
        IF held_lines > 0 THEN
            IF purpose = 'hold' AND different = 0 THEN
                WITH extended AS (UPDATE stock_hold SET expires_at = until WHERE cart_id = owner RETURNING quantity)
                SELECT coalesce(sum(quantity), 0) INTO taken_pieces FROM extended;
                RETURN taken_pieces;
            END IF;
            RETURN 0;
        END IF;
    END IF;
    BEGIN
        -- A savepoint: what this locks in vain is given back, because the next way waits in another order.
        WITH asked AS (
            SELECT * FROM unnest(variants, locations, quantities) AS line (variant_id, location_id, quantity)
        ), picked AS (
            SELECT asked.variant_id, asked.location_id, asked.quantity, free.slot
              FROM asked CROSS JOIN LATERAL (
                  SELECT slot FROM stock_level AS level
                   WHERE level.variant_id = asked.variant_id AND level.location_id = asked.location_id
                     AND level.on_hand - level.held >= asked.quantity
                   ORDER BY level.slot # start LIMIT 1
                     FOR UPDATE SKIP LOCKED) AS free
        ), taken AS (
            UPDATE stock_level AS level
               SET held = level.held + CASE purpose WHEN 'leave' THEN 0 ELSE picked.quantity END,
                   on_hand = level.on_hand - CASE purpose WHEN 'leave' THEN picked.quantity ELSE 0 END
              FROM picked
             WHERE level.variant_id = picked.variant_id AND level.location_id = picked.location_id
               AND level.slot = picked.slot
         RETURNING level.variant_id, level.location_id, level.slot, picked.quantity
        ), held AS (
            INSERT INTO stock_hold (cart_id, variant_id, location_id, part, slot, quantity, cart_quantity, expires_at)
            SELECT owner, variant_id, location_id, 0, slot, quantity, total, until
              FROM taken WHERE purpose = 'hold' ORDER BY variant_id, location_id
        ), kept AS (
            INSERT INTO stock_allocation (order_id, variant_id, location_id, slot, quantity)
            SELECT order_kept, variant_id, location_id, slot, quantity
              FROM taken WHERE purpose = 'keep' ORDER BY variant_id, location_id
        ), moved AS (
            INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason, reference)
            SELECT at_moment, variant_id, location_id, -quantity, why, order_kept
              FROM taken WHERE purpose = 'leave' ORDER BY variant_id, location_id
        )
        SELECT coalesce(sum(quantity), 0) INTO taken_pieces FROM taken;
        IF taken_pieces < total THEN
            RAISE EXCEPTION USING ERRCODE = 'KS001', MESSAGE = 'not every line found a slot';
        END IF;
        RETURN total;
    EXCEPTION WHEN SQLSTATE 'KS001' OR unique_violation THEN
        RETURN 0;
    END;
END
$$;
"""

FORGET = (
    "DROP FUNCTION stock_take(text, uuid, bigint, bigint[], bigint[], int[], smallint, timestamptz, timestamptz, text, uuid)"
)


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_storage")]
    operations = [migrations.RunSQL(TAKE, FORGET)]
