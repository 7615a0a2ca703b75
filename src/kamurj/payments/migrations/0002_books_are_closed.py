"""What stands in the books is never changed: a mistake is booked back. Rows of payments are updated in place (HOT)."""

from django.db import migrations

CLOSED = """
CREATE FUNCTION payments_posting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A posting is never changed or removed: book it back instead.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_posting_stays BEFORE UPDATE OR DELETE ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments_posting_stays();
ALTER TABLE payments_payment SET (fillfactor = 80);
"""
OPEN = """
ALTER TABLE payments_payment RESET (fillfactor);
DROP TRIGGER payments_posting_stays ON payments_posting;
DROP FUNCTION payments_posting_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(CLOSED, OPEN)]
