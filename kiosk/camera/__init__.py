"""The booth's camera: drivers behind `kiosk.domain.ports.Camera`, and the supervisor that keeps one alive.

Called by `kiosk.engine` only. Owns the device and the camera thread: while no preview is wanted, frames are
looked at for signs of life and never leave that thread.
"""

from kiosk.camera.factory import CameraFactory, build
from kiosk.camera.supervisor import CameraSupervisor

__all__ = ["CameraFactory", "CameraSupervisor", "build"]
