from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_grants_instead_of_copies")]

    operations = [
        migrations.CreateModel(
            name="FavouriteStyle",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "owner_id",
                        "style_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("owner_id", models.UUIDField()),
                ("style_id", models.UUIDField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
