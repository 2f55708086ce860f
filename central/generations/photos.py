"""A photo has arrived whole: check it, keep it, and let what waited for it begin."""

from django.db import transaction

from central.blobs.holdings import Holder, keep_upload
from central.blobs.pictures import examine
from central.blobs.uploads import Upload
from central.generations.requests import photo_arrived


def take(holder: Holder, upload: Upload) -> None:
    """Keep the finished upload and queue the generations that waited for it, in one transaction.

    Raises DigestMismatch, NotAPicture or TooLarge; then nothing of it is kept.
    """
    with upload.verified() as file:
        picture = examine(file)
        with transaction.atomic():
            keep_upload(holder, upload.sha256, file, picture)
            photo_arrived(holder.tenant_id, upload.sender_id, upload.sha256)
