from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0007_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="company",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="tenant",
            name="notes",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="tenant",
            name="type",
            field=models.CharField(
                choices=[("standard", "Standard"), ("enterprise", "Enterprise")],
                db_default="standard",
                max_length=16,
            ),
        ),
    ]
