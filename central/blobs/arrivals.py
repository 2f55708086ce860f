"""One request's bytes on their way into an upload."""

from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async

from central.blobs.errors import RangeMismatch
from central.blobs.uploads import Span, Upload


async def receive(upload: Upload, span: Span, body: AsyncIterator[bytes]) -> bool:
    """Append the body; whether the blob is complete (not whether it is right).

    Raises RangeMismatch, TooLarge, or the body's own error - after which what arrived is still held.
    """
    await sync_to_async(upload.check, thread_sensitive=False)(span)
    write = sync_to_async(upload.write, thread_sensitive=False)
    offset = span.first
    async for chunk in body:
        if span.total is not None and offset + len(chunk) > span.total:
            raise RangeMismatch(upload.held())
        offset = await write(offset, chunk)
    if offset != (offset if span.total is None else span.total):
        return False
    await sync_to_async(upload.cut, thread_sensitive=False)(offset)
    return True
