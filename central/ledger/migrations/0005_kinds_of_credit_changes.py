"""Clients' balances, wallets and overdrafts are noted, too, as their owners are told when they are low."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_credit_changes")]

    operations = [
        migrations.AddField(
            model_name="creditchange",
            name="kind",
            field=models.CharField(db_default="pool", max_length=16),
        ),
    ]
