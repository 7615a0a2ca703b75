"""Who of the shop sold an order, and receipts that go out by mail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_changed_with_its_version")]

    operations = [
        migrations.AddField("order", "placed_by", models.TextField(null=True)),
        migrations.CreateModel(
            name="ReceiptMail",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("address", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("asked_by", models.TextField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipt_mails",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "db_table": "orders_receipt_mail",
                "constraints": [models.UniqueConstraint(fields=("order", "address"), name="orders_receipt_mail_once")],
            },
        ),
    ]
