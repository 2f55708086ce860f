"""How long each look takes on a 1080 x 1920 photo, beside a plain blur of the same photo, and what memory.

`python benchmarks/looks.py [PHOTO.jpg]` prints a Markdown table. Its exit status is 1 when a look takes
longer than a guest should wait for at a booth with a small computer.
"""

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import assets  # noqa: E402
import looks  # noqa: E402

ROUNDS = 5
AIM_MS = 700
AIM_RATIO = 20
"""Times a Gaussian blur: a look is too slow when it misses both aims, as a slow machine misses the first."""


def median_ms(work: Callable[[], object]) -> float:
    """The median of a few runs, after one to warm up."""
    work()
    spans = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        spans.append((time.perf_counter() - start) * 1000)
    return statistics.median(spans)


def memory(work: Callable[[], object]) -> int:
    """The most bytes that its arrays take at a time."""
    tracemalloc.start()
    work()
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return taken


def main() -> None:
    """Print the table."""
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else min(assets.path("photos").glob("*.jpg"))
    photo = cv2.imread(str(given), cv2.IMREAD_COLOR)
    if photo is None:
        sys.exit(f"{given} is not a picture")
    picture = cv2.resize(photo, (1080, 1920), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    plane = picture.astype(np.float32)
    reference = median_ms(lambda: cv2.GaussianBlur(plane, (0, 0), 5))
    print("| look | ms at 1080 x 1920 | times a Gaussian blur | bytes a pixel |\n|---|---:|---:|---:|")
    slow = []
    for name in looks.names():
        taken = median_ms(partial(looks.apply, name, picture))
        held = memory(partial(looks.apply, name, picture)) / (picture.shape[0] * picture.shape[1])
        print(f"| {name} | {taken:.0f} | {taken / reference:.1f} | {held:.0f} |")
        if taken > AIM_MS and taken > AIM_RATIO * reference:
            slow.append(name)
    print(f"| (Gaussian blur, sigma 5, floats) | {reference:.0f} | 1.0 | |")
    if slow:
        sys.exit(f"too slow: {', '.join(slow)}")


if __name__ == "__main__":
    main()
