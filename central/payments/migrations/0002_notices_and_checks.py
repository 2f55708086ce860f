from django.db import migrations, models

import central.payments.models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentNotice",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "provider",
                        "payment_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("provider", models.CharField(max_length=40)),
                ("payment_id", models.CharField(max_length=64)),
                ("heard", models.PositiveIntegerField()),
                ("tries", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("last_error", models.CharField(blank=True, max_length=500)),
                ("given_up_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="purchase",
            name="check_at",
            field=models.DateTimeField(default=central.payments.models.first_check, null=True),
        ),
        migrations.AddField(
            model_name="purchase",
            name="checks",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="purchase",
            name="given_up_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE payments_purchase SET check_at = NULL WHERE state <> 'pending'", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                condition=models.Q(("check_at__isnull", False), ("state", "pending")),
                fields=["check_at"],
                name="purchase_to_check",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentnotice",
            index=models.Index(
                condition=models.Q(("given_up_at", None)), fields=["next_at"], name="notice_to_settle"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentnotice",
            index=models.Index(fields=["first_at"], name="notice_by_time"),
        ),
    ]
