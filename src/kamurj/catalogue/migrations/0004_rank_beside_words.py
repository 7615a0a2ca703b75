"""What hits are ranked by stands beside their words. Both are derived: `bulk.rebuild_search` fills them."""

import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_words_apart")]
    operations = [
        migrations.RemoveField(model_name="listing", name="name_lexemes"),
        migrations.AddField(
            model_name="listingwords",
            name="name_lexemes",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(model_name="listingwords", name="popularity", field=models.BigIntegerField(default=0)),
    ]
