"""An index for looking at the log: what happened to one order. Most facts name none and cost nothing here."""

from django.db import migrations

INDEX = "CREATE INDEX log_fact_order ON log_fact ((payload ->> 'order')) WHERE payload ->> 'order' IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX log_fact_order")]
