"""The sample pictures that drift behind the pages on which a guest has none of their own."""

from kiosk.ui.scene import Scene

_WALL_PICTURES = 24


def sample_wall(scene: Scene) -> tuple[str, ...]:
    """URLs of the sample pictures that are stored at the booth, one of each pack in turn."""
    pictures = [scene.picture_of(style.sample_sha256) for style in scene.catalogue.mixed()]
    return tuple(picture for picture in pictures if picture)[:_WALL_PICTURES]
