from django.db import migrations

_WAITING = "status = 'todo' AND args ->> 'tenant_id' IS NOT NULL"
_INDEXES = {
    "generations_turn": f"(queue_name, priority DESC) WHERE {_WAITING} AND scheduled_at IS NULL",
    "generations_turn_of_tenant": (
        f"(queue_name, (args ->> 'tenant_id'), priority) WHERE {_WAITING} AND scheduled_at IS NULL"
    ),
    "generations_later_turn_of_tenant": (
        f"(queue_name, (args ->> 'tenant_id'), priority) WHERE {_WAITING} AND scheduled_at IS NOT NULL"
    ),
}


class Migration(migrations.Migration):
    """What `generations.turns` looks up when a job is enqueued."""

    dependencies = [
        ("generations", "0008_senders_of_unmet_codes"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON procrastinate_jobs {keys}", f"DROP INDEX {name}")
        for name, keys in _INDEXES.items()
    ]
