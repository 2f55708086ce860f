"""A login writes to its own row (`Login`) and to no reference table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_password_links")]
    operations = [migrations.RemoveField(model_name="user", name="last_login")]
