"""Room in the vocabulary's pages: a count that moves must not write the word's sixty keys into its index again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalogue_word SET (fillfactor = 50)", "ALTER TABLE catalogue_word RESET (fillfactor)"
        ),
    ]
