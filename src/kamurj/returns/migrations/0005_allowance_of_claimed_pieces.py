from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('returns', '0004_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='claimline',
            name='allowed_minor',
            field=models.BigIntegerField(db_default=0),
        ),
    ]
