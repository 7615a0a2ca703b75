from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fulfilment', '0004_promise'),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='found',
            field=models.IntegerField(db_default=0),
        ),
    ]
