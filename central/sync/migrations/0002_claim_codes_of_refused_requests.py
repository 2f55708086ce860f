import json
import re
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import migrations

_CODE = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
_MOST = 2**31 - 1
_AT_ONCE = 500


def keep_claim_codes(apps: Apps, _: object) -> None:
    """The guests of requests that were refused before are told so, too."""
    ops, claim_code = apps.get_model("sync", "Op").objects, apps.get_model("generations", "ClaimCode")
    refused = ops.filter(kind="generation.requested", status="rejected").order_by("recorded_at").iterator()
    while page := list(islice(refused, _AT_ONCE)):
        rows = [
            claim_code(
                tenant_id=op.tenant_id, kiosk_id=op.kiosk_id, refusal=op.code, recorded_at=op.recorded_at,
                **read,
            )
            for op, read in ((op, _read(op.payload)) for op in page)
            if read["code"]
        ]  # fmt: skip
        claim_code.objects.bulk_create(rows, ignore_conflicts=True)


def _read(payload: str) -> dict[str, Any]:
    """What can be read of a request, which may say anything; no `code`: it has none."""
    said = json.loads(payload)
    code, language, ticket = said.get("claim_code"), said.get("language"), said.get("ticket")
    return {
        "code": code if isinstance(code, str) and _CODE.fullmatch(code) else "",
        "generation_id": _id(said.get("generation_id")),
        "event_id": _id(said.get("event_id")),
        "ticket": ticket if type(ticket) is int and 1 <= ticket <= _MOST else None,
        "language": language if language in ("es", "en", "pt") else "",
    }


def _id(said: object) -> UUID | None:
    try:
        return UUID(str(said))
    except ValueError:
        return None


class Migration(migrations.Migration):
    dependencies = [("generations", "0002_claim_codes"), ("sync", "0001_initial")]

    operations = [migrations.RunPython(keep_claim_codes, migrations.RunPython.noop)]
