from django.db import migrations

_WAITING = "status = 'todo' AND args ->> 'tenant_id' IS NOT NULL"
_OWNER = "(coalesce(args ->> 'user_id', args ->> 'tenant_id'))"
_INDEXES = {
    "generations_turn_of_owner": f"(queue_name, {_OWNER}, priority) WHERE {_WAITING} AND scheduled_at IS NULL",
    "generations_later_turn_of_owner": (
        f"(queue_name, {_OWNER}, priority) WHERE {_WAITING} AND scheduled_at IS NOT NULL"
    ),
}
_FORMER = {
    "generations_turn_of_tenant": (
        f"(queue_name, (args ->> 'tenant_id'), priority) WHERE {_WAITING} AND scheduled_at IS NULL"
    ),
    "generations_later_turn_of_tenant": (
        f"(queue_name, (args ->> 'tenant_id'), priority) WHERE {_WAITING} AND scheduled_at IS NOT NULL"
    ),
}


def _create(name: str, keys: str) -> str:
    return f"CREATE INDEX {name} ON procrastinate_jobs {keys}"


class Migration(migrations.Migration):
    """Whoever buys for themselves has turns of their own; jobs that wait already are their tenant's."""

    dependencies = [("generations", "0009_turns_of_tenants")]

    operations = [
        *(migrations.RunSQL(_create(name, keys), f"DROP INDEX {name}") for name, keys in _INDEXES.items()),
        *(migrations.RunSQL(f"DROP INDEX {name}", _create(name, keys)) for name, keys in _FORMER.items()),
    ]
