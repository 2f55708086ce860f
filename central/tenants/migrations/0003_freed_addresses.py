"""The slugs and e-mail addresses of deleted partners are free for others; their rows keep them as history."""

from django.db import migrations, models
from django.db.models import Q

FREE = """
UPDATE tenants_user SET former_email = email, email = id::text || '@deleted.invalid'
WHERE tenant_id IN (SELECT id FROM tenants_tenant WHERE deleted_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_append_only")]
    operations = [
        migrations.AlterField("tenant", "slug", models.SlugField(max_length=80)),
        migrations.AddConstraint(
            "tenant",
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="one_tenant_per_slug"
            ),
        ),
        migrations.AddField(
            "user", "former_email", models.EmailField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
        migrations.RunSQL(FREE, migrations.RunSQL.noop),
    ]  # fmt: skip
