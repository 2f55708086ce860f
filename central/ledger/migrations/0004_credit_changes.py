"""Which events' credits have changed since somebody looked: see `central.ledger.credit_changes`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_backing_and_debts")]

    operations = [
        migrations.CreateModel(
            name="CreditChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("owner_id", models.UUIDField()),
            ],
            options={"abstract": False},
        ),
    ]
