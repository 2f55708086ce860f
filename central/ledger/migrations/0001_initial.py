from django.db import migrations, models

import contract.leases


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LeaseGrant",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("lease_id", models.UUIDField()),
                ("kiosk_id", models.UUIDField()),
                ("amount", models.PositiveIntegerField()),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("kind", models.CharField(max_length=16)),
                ("owner_id", models.UUIDField()),
                ("balance", models.BigIntegerField(default=0)),
                ("floor", models.BigIntegerField(default=0, null=True)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "overdraft")),
                        fields=["opened_at"],
                        name="overdraft_by_time",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor", None), ("balance__gte", models.F("floor")), _connector="OR"
                        ),
                        name="balance_not_under_floor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("floor", None), ("kind", "overdraft")),
                            models.Q(
                                models.Q(("kind", "overdraft"), _negated=True), ("floor__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="only_overdrafts_have_no_floor",
                    ),
                    models.UniqueConstraint(
                        fields=("tenant_id", "kind", "owner_id"), name="one_account_per_owner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Flow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "debit_id",
                        "credit_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("debit_id", models.UUIDField()),
                ("credit_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("purchase", "Purchase"),
                            ("top_up", "Top Up"),
                            ("allocation", "Allocation"),
                            ("generation", "Generation"),
                            ("pack_unlock", "Pack Unlock"),
                            ("refund", "Refund"),
                            ("transfer", "Transfer"),
                            ("lease_grant", "Lease Grant"),
                            ("lease_return", "Lease Return"),
                            ("overdraft", "Overdraft"),
                            ("forfeiture", "Forfeiture"),
                            ("chargeback", "Chargeback"),
                            ("adjustment", "Adjustment"),
                        ],
                        max_length=16,
                    ),
                ),
                ("total", models.BigIntegerField()),
                ("transfers", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "credit_id"], name="flow_by_credit")],
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("kiosk_id", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("state", models.CharField(default=contract.leases.LeaseState["OPEN"], max_length=16)),
                ("granted", models.PositiveIntegerField()),
                ("spent", models.PositiveIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "kiosk_id", "state"], name="lease_by_kiosk"),
                    models.Index(fields=["tenant_id", "event_id", "state"], name="lease_by_event"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["expires_at"], name="lease_by_expiry"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("spent__lte", models.F("granted"))), name="lease_not_overspent"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("accounts", models.PositiveBigIntegerField()),
                ("transfers", models.PositiveBigIntegerField()),
                ("issued", models.BigIntegerField()),
                ("faults", models.JSONField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "at"], name="proof_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("debit_id", models.UUIDField()),
                ("credit_id", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("purchase", "Purchase"),
                            ("top_up", "Top Up"),
                            ("allocation", "Allocation"),
                            ("generation", "Generation"),
                            ("pack_unlock", "Pack Unlock"),
                            ("refund", "Refund"),
                            ("transfer", "Transfer"),
                            ("lease_grant", "Lease Grant"),
                            ("lease_return", "Lease Return"),
                            ("overdraft", "Overdraft"),
                            ("forfeiture", "Forfeiture"),
                            ("chargeback", "Chargeback"),
                            ("adjustment", "Adjustment"),
                        ],
                        max_length=16,
                    ),
                ),
                ("actor", models.CharField(max_length=80)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("op_id", models.UUIDField(null=True)),
                ("reverses", models.UUIDField(null=True)),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "debit_id", "recorded_at"], name="transfer_by_debit"),
                    models.Index(fields=["tenant_id", "credit_id", "recorded_at"], name="transfer_by_credit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="transfer_moves_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit_id", models.F("credit_id")), _negated=True),
                        name="transfer_goes_elsewhere",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", False)),
                        fields=("tenant_id", "reverses"),
                        name="reversed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UserCharge",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("user_id", models.UUIDField()),
                (
                    "basis",
                    models.CharField(
                        choices=[("paid", "Paid"), ("free", "Free"), ("waived", "Waived")], max_length=16
                    ),
                ),
                ("price", models.PositiveIntegerField()),
                ("asked_price", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("day", models.DateField()),
                ("charged_at", models.DateTimeField()),
                ("refunded_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "user_id", "day"], name="charge_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis", "paid"), ("price", 0), _connector="OR"),
                        name="only_paid_ones_cost",
                    )
                ],
            },
        ),
    ]
