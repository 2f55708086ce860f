"""Makes the booth's five sound cues, always the same to the last bit: `python assets/sounds/make.py`."""

import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]


def _time(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE)) / RATE


def _bell(frequency: float, seconds: float, decay: float, brightness: float = 0.35) -> Sound:
    """A struck bar: a tone and its bright partials, which fade sooner the higher they are."""
    time = _time(seconds)
    partials = ((1.0, 1.0), (2.0, 0.5 * brightness), (3.93, 0.5 * brightness), (9.2, 0.12 * brightness))
    struck = sum(
        level * np.exp(-time * decay * ratio**0.7) * np.sin(2 * np.pi * frequency * ratio * time)
        for ratio, level in partials
    )
    return np.asarray(struck * np.minimum(time / 0.002, 1.0))


def _hiss(seconds: float, decay: float, seed: int, width: int) -> Sound:
    """A burst of noise, duller with a larger `width` (samples averaged)."""
    time = _time(seconds)
    noise = np.random.default_rng(seed).uniform(-1, 1, time.size + width)
    dull = np.convolve(noise, np.hanning(width + 2)[1:-1], "same")[: time.size]
    return np.asarray(dull / np.abs(dull).max() * np.exp(-time * decay) * np.minimum(time / 0.0008, 1.0))


def _together(seconds: float, *parts: tuple[float, float, Sound]) -> Sound:
    """Parts as (start in seconds, level, sound), mixed; the end fades out."""
    mixed = np.zeros(round(seconds * RATE))
    for start, level, sound in parts:
        first = round(start * RATE)
        kept = sound[: mixed.size - first]
        mixed[first : first + kept.size] += level * kept
    tail = round(0.02 * RATE)
    mixed[-tail:] *= np.linspace(1, 0, tail)
    return mixed


def touch() -> Sound:
    """A soft drop: confirms a finger without asking for attention."""
    time = _time(0.09)
    drop = (
        np.sin(2 * np.pi * (520 * time + 2600 * time**2)) * np.exp(-time * 55) * np.minimum(time / 0.003, 1.0)
    )
    return _together(0.09, (0, 0.6, drop), (0, 0.08, _hiss(0.02, 300, 1, 6)))


def tick() -> Sound:
    """One second of the countdown: a wooden block with a clear pitch."""
    block = _bell(1046.5, 0.16, 34, 0.5)
    return _together(0.16, (0, 0.75, block), (0, 0.15, _hiss(0.012, 420, 2, 4)))


def shutter() -> Sound:
    """A camera: mirror up, curtain, mirror down."""
    thump = _bell(150, 0.08, 60, 0.2)
    parts = ((0.0, 0.9, _hiss(0.05, 95, 3, 9)), (0.0, 0.5, thump), (0.055, 0.45, _hiss(0.05, 130, 4, 3)))
    return _together(0.26, *parts, (0.115, 0.8, _hiss(0.09, 70, 5, 14)), (0.115, 0.4, thump))


def success() -> Sound:
    """A rising major chord of bells, the last one ringing on."""
    notes = ((0.0, 659.26), (0.09, 830.61), (0.18, 987.77), (0.30, 1318.51))
    return _together(1.1, *((start, 0.45, _bell(pitch, 1.1 - start, 5.5)) for start, pitch in notes))


def failure() -> Sound:
    """Two soft falling tones: something went wrong, and nobody is to blame."""
    notes = ((0.0, 466.16), (0.17, 369.99))
    return _together(0.6, *((start, 0.5, _bell(pitch, 0.6 - start, 8, 0.12)) for start, pitch in notes))


SOUNDS: tuple[Callable[[], Sound], ...] = (touch, tick, shutter, success, failure)
LEVELS = {"touch": 0.35, "tick": 0.6, "shutter": 0.8, "success": 0.7, "failure": 0.55}


def write(sound: Sound, level: float, path: Path) -> None:
    """`sound` with its peak at `level`, as 16-bit mono."""
    samples = np.round(sound / np.abs(sound).max() * level * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def main() -> None:
    """Write every sound into the folder given, or beside this file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for sound in SOUNDS:
        write(sound(), LEVELS[sound.__name__], folder / f"{sound.__name__}.wav")


if __name__ == "__main__":
    main()
