"""Django's registration of the blob app."""

from django.apps import AppConfig


class BlobsConfig(AppConfig):
    name = "central.blobs"
    label = "blobs"
