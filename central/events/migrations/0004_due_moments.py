"""When an event has to be looked at again, so that nobody goes through all events to find out.

A trigger sets both moments, so that no way to change an event's dates or its decision can forget them.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION events_set_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed boolean := TG_OP = 'INSERT';
BEGIN
  IF NOT changed THEN
    changed := (NEW.decided, NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.decided, OLD.starts_at, OLD.ends_at);
  END IF;
  IF changed OR NEW.state_due_at IS NULL THEN
    NEW.state_due_at := clock_timestamp();
  END IF;
  IF changed OR NEW.leftovers_due_at IS NULL THEN
    NEW.leftovers_due_at := CASE WHEN NEW.decided = 'ended' THEN clock_timestamp() ELSE NEW.ends_at END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER due_moments_follow BEFORE INSERT OR UPDATE ON events_event
  FOR EACH ROW EXECUTE FUNCTION events_set_due();

UPDATE events_event AS event SET
  state_due_at = CASE WHEN ends_at > now() - interval '2 days' THEN now() ELSE '9999-12-31Z' END,
  leftovers_due_at = CASE
    WHEN decided <> 'ended' AND ends_at > now() THEN ends_at
    WHEN EXISTS (
      SELECT 1 FROM ledger_account WHERE tenant_id = event.tenant_id AND kind = 'pool' AND owner_id = event.id
        AND balance > 0
    ) THEN now()
    ELSE '9999-12-31Z' END;
"""
BACKWARD = """
DROP TRIGGER due_moments_follow ON events_event;
DROP FUNCTION events_set_due();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_owners_of_overdrafts")]

    operations = [
        migrations.AddField(model_name="event", name="state_due_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="event", name="leftovers_due_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["state_due_at"], name="event_by_state_due"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["leftovers_due_at"], name="event_by_leftovers_due"),
        ),
    ]
