"""Django's registration of the gallery."""

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    name = "central.gallery"
    label = "gallery"
