"""Partners' own domains."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tenants", "0012_avatars")]

    operations = [
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("name", models.CharField(max_length=253)),
                ("token", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("proven_at", models.DateTimeField(null=True)),
                ("missing_since", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="domain_by_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id",), name="one_domain_per_partner"),
                    models.UniqueConstraint(
                        condition=Q(("proven_at__isnull", False)),
                        fields=("name",),
                        name="one_partner_per_domain",
                    ),
                ],
            },
        ),
    ]
