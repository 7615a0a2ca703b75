"""What stands in the books is never changed: a mistake is booked back. Rows of accounts are updated in place (HOT)."""

from django.db import migrations

CLOSED = """
CREATE FUNCTION stored_value_posting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A posting is never changed or removed: book it back instead.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stored_value_posting_stays BEFORE UPDATE OR DELETE ON stored_value_posting
    FOR EACH ROW EXECUTE FUNCTION stored_value_posting_stays();
ALTER TABLE stored_value_account SET (fillfactor = 80);
"""
OPEN = """
ALTER TABLE stored_value_account RESET (fillfactor);
DROP TRIGGER stored_value_posting_stays ON stored_value_posting;
DROP FUNCTION stored_value_posting_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("stored_value", "0001_initial")]
    operations = [migrations.RunSQL(CLOSED, OPEN)]
