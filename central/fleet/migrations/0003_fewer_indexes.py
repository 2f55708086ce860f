"""Ops are found by their id, or among the rejected ones; nobody asks for them by seq."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0002_change_feed"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="op",
            name="op_by_seq",
        ),
    ]
