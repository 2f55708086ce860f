"""Counts of settled pictures, and the trigger that notes each. What settled before is counted at once."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION analytics_note_settled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := OLD.state IN ('ready', 'failed', 'cancelled', 'erased');
  is_now boolean := NEW.state IN ('ready', 'failed', 'cancelled', 'erased');
BEGIN
  INSERT INTO analytics_settledpicture
    (tenant_id, id, event_id, kiosk_id, style_id, op_id, hour, asked, made, failed, erased, credits)
  VALUES (
    NEW.tenant_id, gen_random_uuid(), NEW.event_id, NEW.kiosk_id, NEW.style_id, NEW.op_id,
    date_trunc('hour', NEW.requested_at, 'UTC'),
    is_now::int - was::int,
    (NEW.state = 'ready')::int - (OLD.state = 'ready' AND NEW.state <> 'erased')::int,
    (NEW.state = 'failed')::int - (OLD.state = 'failed' AND NEW.state <> 'erased')::int,
    (NEW.state = 'erased')::int - (OLD.state = 'erased')::int,
    (is_now::int - was::int) * NEW.price
  );
  RETURN NULL;
END $$;
CREATE TRIGGER settled_is_noted AFTER UPDATE OF state ON generations_generation FOR EACH ROW
  WHEN (NEW.event_id IS NOT NULL AND OLD.state IS DISTINCT FROM NEW.state AND (
    NEW.state IN ('ready', 'failed', 'cancelled', 'erased') OR OLD.state IN ('ready', 'failed', 'cancelled', 'erased')))
  EXECUTE FUNCTION analytics_note_settled();
"""
BACKWARD = """
DROP TRIGGER settled_is_noted ON generations_generation;
DROP FUNCTION analytics_note_settled();
"""
COUNTED = """
INSERT INTO analytics_{table}
  (tenant_id, event_id, {part}, hour, asked, made, failed, erased, credits, refunded)
SELECT made.tenant_id, event_id, {part}, date_trunc('hour', requested_at, 'UTC'), count(*),
  count(*) FILTER (WHERE state = 'ready' OR state = 'erased' AND latency_ms IS NOT NULL AND failure_code = ''),
  count(*) FILTER (WHERE state = 'failed' OR state = 'erased' AND failure_code <> ''),
  count(*) FILTER (WHERE state = 'erased'), sum(price), coalesce(sum(back.amount), 0)
FROM generations_generation AS made
LEFT JOIN ledger_transfer AS back ON back.tenant_id = made.tenant_id AND back.reverses = made.op_id
WHERE event_id IS NOT NULL AND state IN ('ready', 'failed', 'cancelled', 'erased') GROUP BY 1, 2, 3, 4
"""
COUNTS = [
    *((name, models.IntegerField(default=0)) for name in ("asked", "made", "failed", "erased")),
    *((name, models.BigIntegerField(default=0)) for name in ("credits", "refunded")),
]


def counts(name: str, part: str, index: str) -> migrations.CreateModel:
    keys = ("tenant_id", "event_id", part, "hour")
    return migrations.CreateModel(
        name=name,
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    *keys, blank=True, editable=False, primary_key=True, serialize=False
                ),
            ),
            *((key, models.UUIDField()) for key in keys[:3]),
            ("hour", models.DateTimeField()),
            *COUNTS,
        ],
        options={"indexes": [models.Index(fields=["tenant_id", "hour"], name=index)]},
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("generations", "0010_turns_of_users"), ("ledger", "0001_initial")]

    operations = [
        counts("BoothHour", "kiosk_id", "booth_hour_by_time"),
        counts("StyleHour", "style_id", "style_hour_by_time"),
        migrations.CreateModel(
            name="SettledPicture",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                *(
                    (key, models.UUIDField())
                    for key in ("tenant_id", "id", "event_id", "kiosk_id", "style_id", "op_id")
                ),
                ("hour", models.DateTimeField()),
                *((name, models.SmallIntegerField()) for name in ("asked", "made", "failed", "erased")),
                ("credits", models.BigIntegerField()),
            ],
            options={"abstract": False},
        ),
        # The trigger first: until it is there for all, nothing settles, so nothing is missed or counted twice.
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(COUNTED.format(table="boothhour", part="kiosk_id"), migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED.format(table="stylehour", part="style_id"), migrations.RunSQL.noop),
    ]
