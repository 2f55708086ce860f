"""The booth's sound cues. Without a loudspeaker the booth is silent, and logs that once."""

import logging
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl

_log = logging.getLogger(__name__)


class SoundBoard(QObject):
    """Plays `<folder>/<name>.wav`. Loads QtMultimedia on `prepare`, so that the first frame comes sooner."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._effects: dict[str, Any] = {}

    def prepare(self) -> None:
        """Load every sound; without an audio device (or its library) the booth stays silent."""
        if not _may_sound():
            _log.info("sounds are off: there is no audio device")
            return
        try:
            from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
        except ImportError as error:
            _log.warning("sounds are off: %s", error)
            return
        if QMediaDevices.defaultAudioOutput().isNull():
            _log.info("sounds are off: there is no audio device")
            return
        for path in sorted(self._folder.glob("*.wav")):
            effect = QSoundEffect(self)
            effect.setSource(QUrl.fromLocalFile(str(path)))
            self._effects[path.stem] = effect

    def play(self, name: str) -> None:
        """Start the sound, from its beginning if it is sounding already."""
        effect = self._effects.get(name)
        if effect is not None:
            effect.play()


def _may_sound() -> bool:
    """A sound card or a sound server is there; without one QtMultimedia need not even be loaded."""
    session = Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user/0"))
    servers = (session / "pulse" / "native", session / "pipewire-0")
    return (
        "PULSE_SERVER" in os.environ or any(Path("/dev/snd").glob("pcm*")) or any(map(Path.exists, servers))
    )
