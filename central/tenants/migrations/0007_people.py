from django.db import migrations, models

_KINDS = [
    ("created", "Created"),
    ("deactivated", "Deactivated"),
    ("activated", "Activated"),
    ("deleted", "Deleted"),
    ("password_link", "Password Link"),
    ("master_recovered", "Master Recovered"),
    ("password_changed", "Password Changed"),
    ("password_reset", "Password Reset"),
    ("logins_ended", "Logins Ended"),
    ("login_closed", "Login Closed"),
    ("login_reopened", "Login Reopened"),
]


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_known_addresses")]

    operations = [
        migrations.AlterField("auditentry", "what", models.CharField(choices=_KINDS, max_length=16)),
        migrations.AddIndex(
            "user", models.Index(fields=["tenant_id", "created_at"], name="user_by_tenant_and_time")
        ),
        migrations.AddIndex("user", models.Index(fields=["created_at"], name="user_by_time")),
    ]
