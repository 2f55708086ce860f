"""When owners are reminded that their event ends: set by the trigger that sets the other moments."""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION events_set_due() RETURNS trigger LANGUAGE plpgsql AS $$
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
  END IF;{ending}
  RETURN NEW;
END $$;
"""
ENDING = """
  IF changed OR NEW.ending_due_at IS NULL THEN
    NEW.ending_due_at := CASE WHEN NEW.decided = 'ended' THEN '9999-12-31Z' ELSE NEW.ends_at - interval '24 hours' END;
  END IF;"""

FORWARD = (
    FUNCTION.format(ending=ENDING)
    + """
UPDATE events_event SET ending_due_at = CASE
  WHEN decided <> 'ended' AND ends_at - interval '24 hours' > now() THEN ends_at - interval '24 hours'
  ELSE '9999-12-31Z' END;
"""
)
BACKWARD = FUNCTION.format(ending="")


class Migration(migrations.Migration):
    dependencies = [("events", "0006_orientations")]

    operations = [
        migrations.AddField(model_name="event", name="ending_due_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["ending_due_at"], name="event_by_ending_due"),
        ),
    ]
