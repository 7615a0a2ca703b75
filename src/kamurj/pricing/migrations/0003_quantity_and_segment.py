"""Prices that hold from a number of pieces on, and lists that are for a segment of the customers only."""

from django.db import migrations, models

TIERS = """
ALTER TABLE pricing_price ADD COLUMN from_quantity integer NOT NULL DEFAULT 1;
ALTER TABLE pricing_price ADD CONSTRAINT pricing_price_from_one_piece CHECK (from_quantity >= 1);
ALTER TABLE pricing_price DROP CONSTRAINT pricing_price_pkey;
ALTER TABLE pricing_price ADD CONSTRAINT pricing_price_pkey
      PRIMARY KEY (variant_id, price_list_id, from_quantity) INCLUDE (amount_minor);
"""
NO_TIERS = """
DELETE FROM pricing_price WHERE from_quantity > 1;
ALTER TABLE pricing_price DROP CONSTRAINT pricing_price_pkey;
ALTER TABLE pricing_price ADD CONSTRAINT pricing_price_pkey PRIMARY KEY (variant_id, price_list_id) INCLUDE (amount_minor);
ALTER TABLE pricing_price DROP COLUMN from_quantity;
"""


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_covering_key")]
    operations = [
        migrations.AddField(
            model_name="pricelist", name="segment", field=models.CharField(max_length=60, null=True)
        ),
        migrations.RunSQL(
            TIERS,
            NO_TIERS,
            state_operations=[
                migrations.AddField(
                    model_name="price", name="from_quantity", field=models.IntegerField(default=1, db_default=1)
                ),
                migrations.AddConstraint(
                    model_name="price",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("from_quantity__gte", 1)), name="pricing_price_from_one_piece"
                    ),
                ),
                migrations.AlterField(
                    model_name="price",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "variant_id", "price_list", "from_quantity", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
    ]
