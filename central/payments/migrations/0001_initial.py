from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CreditPack",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "slug", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("slug", models.SlugField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("credits", models.PositiveIntegerField()),
                ("price", models.BigIntegerField()),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("ARS", "Ars"),
                            ("BRL", "Brl"),
                            ("MXN", "Mxn"),
                            ("PEN", "Pen"),
                            ("UYU", "Uyu"),
                        ],
                        max_length=3,
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credits__gt", 0), ("price__gt", 0)), name="pack_sells_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentSeen",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "purchase_id",
                        "provider",
                        "payment_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("purchase_id", models.UUIDField()),
                ("provider", models.CharField(max_length=40)),
                ("payment_id", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("approved", "Approved"),
                            ("failed", "Failed"),
                            ("refunded", "Refunded"),
                            ("charged_back", "Charged Back"),
                        ],
                        max_length=16,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("refunded", models.BigIntegerField()),
                ("currency", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=256)),
                ("differs", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("first_seen_at", models.DateTimeField(auto_now_add=True)),
                ("last_seen_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("differs", ""), _negated=True),
                        fields=["first_seen_at"],
                        name="payment_that_differs",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
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
                    "buyer_kind",
                    models.CharField(choices=[("partner", "Partner"), ("user", "User")], max_length=16),
                ),
                ("buyer_id", models.UUIDField()),
                ("actor", models.CharField(max_length=80)),
                ("pack", models.SlugField(blank=True, max_length=80)),
                ("credits", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("ARS", "Ars"),
                            ("BRL", "Brl"),
                            ("MXN", "Mxn"),
                            ("PEN", "Pen"),
                            ("UYU", "Uyu"),
                        ],
                        max_length=3,
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("paid", "Paid"), ("reversed", "Reversed")],
                        default="pending",
                        max_length=16,
                    ),
                ),
                ("payment_id", models.CharField(max_length=64, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("paid_at", models.DateTimeField(null=True)),
                ("reversed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "buyer_id", "created_at"], name="purchase_by_buyer"),
                    models.Index(fields=["created_at"], name="purchase_by_date"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("credits__gt", 0)),
                        name="purchase_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid_at", None), ("payment_id", None), ("state", "pending")),
                            models.Q(
                                ("paid_at__isnull", False),
                                ("payment_id__isnull", False),
                                ("reversed_at", None),
                                ("state", "paid"),
                            ),
                            models.Q(
                                ("paid_at__isnull", False),
                                ("payment_id__isnull", False),
                                ("reversed_at__isnull", False),
                                ("state", "reversed"),
                            ),
                            _connector="OR",
                        ),
                        name="purchase_paid_by_a_payment",
                    ),
                    models.UniqueConstraint(
                        fields=("tenant_id", "provider", "payment_id"), name="one_purchase_per_payment"
                    ),
                ],
            },
        ),
    ]
