import json
import re
from itertools import islice

from django.apps.registry import Apps
from django.db import migrations

_CODE = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
_AT_ONCE = 500


def keep_claim_codes(apps: Apps, _: object) -> None:
    """The guests of requests that were refused before are told so, too."""
    ops, claim_code = apps.get_model("sync", "Op").objects, apps.get_model("generations", "ClaimCode")
    refused = ops.filter(kind="generation.requested", status="rejected").order_by("recorded_at").iterator()
    while page := list(islice(refused, _AT_ONCE)):
        rows = [
            claim_code(
                code=code, tenant_id=op.tenant_id, kiosk_id=op.kiosk_id, language=language, refusal=op.code,
                recorded_at=op.recorded_at,
            )
            for op, (code, language) in ((op, _read(op.payload)) for op in page)
            if code
        ]  # fmt: skip
        claim_code.objects.bulk_create(rows, ignore_conflicts=True)


def _read(payload: str) -> tuple[str, str]:
    """The claim code, empty if there is none, and the language."""
    said = json.loads(payload)
    code, language = said.get("claim_code"), said.get("language")
    if not (isinstance(code, str) and _CODE.fullmatch(code)):
        return "", ""
    return code, language if language in ("es", "en", "pt") else ""


class Migration(migrations.Migration):
    dependencies = [("generations", "0002_claim_codes"), ("sync", "0001_initial")]

    operations = [migrations.RunPython(keep_claim_codes, migrations.RunPython.noop)]
