"""The key of a price carries its amount, so that a quote reads the index alone."""

from django.db import migrations

COVERING = """
ALTER TABLE pricing_price DROP CONSTRAINT pricing_price_pkey;
ALTER TABLE pricing_price ADD CONSTRAINT pricing_price_pkey PRIMARY KEY (variant_id, price_list_id) INCLUDE (amount_minor);
"""
PLAIN = """
ALTER TABLE pricing_price DROP CONSTRAINT pricing_price_pkey;
ALTER TABLE pricing_price ADD CONSTRAINT pricing_price_pkey PRIMARY KEY (variant_id, price_list_id);
"""


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial")]
    operations = [migrations.RunSQL(COVERING, PLAIN)]
