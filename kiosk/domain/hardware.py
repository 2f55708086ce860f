"""Which PC this is, as far as a copied disk cannot bring it along."""

from pathlib import Path

_CARDS = Path("/sys/class/net")
_LOCALLY_ADMINISTERED = 0x02


def network_cards(cards: Path = _CARDS) -> frozenset[str]:
    """The addresses that the makers of this PC's network cards gave them; none of bridges and virtual cards.

    Empty where the system shows none.
    """
    try:
        found = [card for card in cards.iterdir() if (card / "device").exists()]
        addresses = {(card / "address").read_text().strip().lower() for card in found}
    except OSError:
        return frozenset()
    return frozenset(address for address in addresses if _is_a_makers(address))


def _is_a_makers(address: str) -> bool:
    """Random addresses, as of a Wi-Fi card that hides, say that they are local."""
    try:
        octets = bytes.fromhex(address.replace(":", ""))
    except ValueError:
        return False
    return len(octets) == 6 and any(octets) and not octets[0] & _LOCALLY_ADMINISTERED
