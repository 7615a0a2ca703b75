"""Indexes that `find` walks: names and contacts by their beginnings, phone numbers also by their ends."""

from django.db import migrations

INDEXES = """
CREATE INDEX customers_by_given ON customers_customer (given_key text_pattern_ops, family_key text_pattern_ops);
CREATE INDEX customers_by_family ON customers_customer (family_key text_pattern_ops, given_key text_pattern_ops);
CREATE INDEX customers_contact_prefix ON customers_contact_point (value text_pattern_ops, kind);
CREATE INDEX customers_phone_suffix ON customers_contact_point (reverse(value) text_pattern_ops) WHERE kind = 'phone';
CREATE INDEX customers_alias_of ON customers_alias (subject, since);
"""
NONE = """
DROP INDEX customers_by_given, customers_by_family, customers_contact_prefix, customers_phone_suffix, customers_alias_of;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunSQL(INDEXES, NONE)]
