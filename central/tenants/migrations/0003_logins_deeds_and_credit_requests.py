"""Logins of people, what was done to partners, and what clients ask for."""

from django.db import migrations, models

import contract.ids

FORWARD = """
CREATE FUNCTION tenants_refuse_change_of_deed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'deeds are append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER deeds_are_for_ever BEFORE UPDATE OR DELETE ON tenants_deed
  FOR EACH ROW EXECUTE FUNCTION tenants_refuse_change_of_deed();
CREATE TRIGGER deeds_are_not_truncated BEFORE TRUNCATE ON tenants_deed
  FOR EACH STATEMENT EXECUTE FUNCTION tenants_refuse_change_of_deed();
"""
BACKWARD = """
DROP TRIGGER deeds_are_for_ever ON tenants_deed;
DROP TRIGGER deeds_are_not_truncated ON tenants_deed;
DROP FUNCTION tenants_refuse_change_of_deed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0002_tariff_and_wholesale_rates"),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditRequest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("client_id", models.UUIDField()),
                ("credits", models.PositiveIntegerField()),
                ("note", models.TextField(blank=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("approved", "Approved"), ("declined", "Declined")],
                        default="open",
                        max_length=16,
                    ),
                ),
                ("granted", models.PositiveIntegerField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("deactivated", "Deactivated"),
                            ("activated", "Activated"),
                            ("deleted", "Deleted"),
                        ],
                        max_length=16,
                    ),
                ),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("credits", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Login",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("user_id", models.UUIDField()),
                ("token_hash", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WrongLogin",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField(default=contract.ids.new_id)),
                ("email", models.CharField(max_length=254)),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="tenant",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(("deleted_at", None), ("active", False), _connector="OR"),
                name="deleted_tenant_is_inactive",
            ),
        ),
        migrations.AddIndex(
            model_name="creditrequest",
            index=models.Index(fields=["tenant_id", "client_id", "asked_at"], name="request_by_client"),
        ),
        migrations.AddIndex(
            model_name="creditrequest",
            index=models.Index(fields=["tenant_id", "state", "asked_at"], name="request_by_state"),
        ),
        migrations.AddConstraint(
            model_name="creditrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("credits__gt", 0)), name="request_asks_for_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("granted__gt", 0), ("state", "approved")),
                    models.Q(models.Q(("state", "approved"), _negated=True), ("granted", None)),
                    _connector="OR",
                ),
                name="approved_request_is_granted",
            ),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["tenant_id", "at"], name="deed_by_time"),
        ),
        migrations.AddIndex(
            model_name="login",
            index=models.Index(fields=["tenant_id", "user_id"], name="login_by_user"),
        ),
        migrations.AddConstraint(
            model_name="login",
            constraint=models.UniqueConstraint(
                fields=("tenant_id", "token_hash"), name="one_login_per_token"
            ),
        ),
        migrations.AddIndex(
            model_name="wronglogin",
            index=models.Index(fields=["tenant_id", "email", "at"], name="wrong_login_by_email"),
        ),
        migrations.AddIndex(
            model_name="wronglogin",
            index=models.Index(fields=["tenant_id", "address", "at"], name="wrong_login_by_address"),
        ),
        migrations.AddIndex(
            model_name="wronglogin",
            index=models.Index(fields=["tenant_id", "at"], name="wrong_login_by_time"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
