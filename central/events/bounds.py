"""How much of each thing an event may have: what the API and the pages check before they ask for it."""

from typing import Final

MOST_CREDITS: Final = 1_000_000_000
MOST_PHOTO_PRICE: Final = 1_000_000
MOST_GUESTS: Final = 100_000
MOST_COPIES: Final = 20
LONGEST_NAME: Final = 200
LONGEST_GREETING: Final = 500
