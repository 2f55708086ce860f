"""Numbers that a master changes, with every change kept, and a wholesale rate for each partner."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION tenants_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'tariff changes are append-only: % is refused', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER tariff_changes_are_kept BEFORE UPDATE OR DELETE ON tenants_tariffchange
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change();
CREATE TRIGGER tariff_changes_are_not_truncated BEFORE TRUNCATE ON tenants_tariffchange
  FOR EACH STATEMENT EXECUTE FUNCTION tenants_refuse_change();
"""
BACKWARD = """
DROP TRIGGER tariff_changes_are_kept ON tenants_tariffchange;
DROP TRIGGER tariff_changes_are_not_truncated ON tenants_tariffchange;
DROP FUNCTION tenants_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TariffChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("numbers", models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name="tenant",
            name="wholesale_percent",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wholesale_percent", None), ("wholesale_percent__range", (1, 100)), _connector="OR"
                ),
                name="wholesale_percent_within_bounds",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
