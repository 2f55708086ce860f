"""The API as a stranger reaches it: plain HTTP, any body, any token."""

import io
import struct
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx
import numpy as np
from PIL import Image

from contract.ids import new_claim_code, new_id
from contract.problem import PROBLEM_MEDIA_TYPE


class Api:
    """One kiosk's way to the platform, without any of the booth's manners."""

    def __init__(self, address: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=30, trust_env=False)
        self.seq = 0

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def enroll(self, code: str) -> httpx.Response:
        return self.http.post("/kiosks/enroll", json={"code": code, "hardware": {}, "app_version": "e2e"})

    def config(self) -> dict[str, Any]:
        answer = self.http.get("/kiosk/config")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sync(self, *ops: dict[str, Any], epoch: int = 1) -> httpx.Response:
        return self.http.post("/kiosk/sync", json={"epoch": epoch, "cursor": "", "ops": list(ops)})

    def settled(self, op: dict[str, Any]) -> tuple[str, str | None]:
        """Status and code of one op."""
        answer = self.sync(op)
        assert answer.status_code == 200, answer.text
        (result,) = answer.json()["results"]
        return result["status"], result["code"]

    def put(self, content: bytes | Iterable[bytes], name: str = "", **headers: str) -> httpx.Response:
        name = name or sha256(content if isinstance(content, bytes) else b"").hexdigest()
        return self.http.put(f"/blobs/{name}", content=content, headers=headers)

    def op(self, kind: str, **payload: Any) -> dict[str, Any]:
        self.seq += 1
        return {
            "op_id": str(new_id()), "seq": self.seq, "kind": kind,
            "occurred_at": datetime.now(UTC).isoformat(), "payload": payload,
        }  # fmt: skip

    def request_op(self, **changes: Any) -> dict[str, Any]:
        """A request that is right, but for `changes`."""
        config = self.config()
        style = config["packs"][0]["styles"][0]
        right = {
            "generation_id": str(new_id()), "session_id": str(new_id()), "event_id": config["event"]["id"],
            "style_id": style["id"], "price": style["price"], "lease_id": None, "photo_sha256": "0" * 64,
            "claim_code": new_claim_code(), "ticket": 1, "consent_version": "1",
            "consent_at": datetime.now(UTC).isoformat(), "language": "es",
        }  # fmt: skip
        return self.op("generation.requested", **(right | changes))


def refused(answer: httpx.Response, status: int, code: str) -> None:
    """It is a problem document of that status and code."""
    assert answer.status_code == status, (answer.status_code, answer.text[:500])
    assert answer.headers["Content-Type"] == PROBLEM_MEDIA_TYPE
    document = answer.json()
    assert (document["status"], document["code"]) == (status, code)
    assert document["title"] and "Traceback" not in answer.text


def photo(seed: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG of noise: as large as a photo of its size gets."""
    noise = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG")
    return buffer.getvalue()


def bomb() -> bytes:
    """A small PNG that unpacks to more than a gigabyte."""
    side = 36_000
    row = zlib.compressobj(1)
    squeezed = b"".join(row.compress(bytes(1 + side // 8)) for _ in range(side)) + row.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", squeezed), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def enrolled(address: str, code: str) -> Api:
    """A kiosk that paired with this code."""
    with Api(address) as nobody:
        return Api(address, nobody.enroll(code).json()["token"])
