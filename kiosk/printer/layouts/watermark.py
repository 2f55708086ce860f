"""The mark on prints that were made to test the booth: nobody may take one for the real thing."""

from PIL import Image, ImageDraw

from kiosk.printer.layouts.text import Lettering, Room


def mark_as_test(sheet: Image.Image, text: str, lettering: Lettering) -> None:
    """Write `text` across the whole sheet, three times, so that a cut strip bears it too."""
    width, height = sheet.size
    block = lettering.fit(text.upper(), Lettering.DISPLAY, Room(round(width * 0.9), width // 6, width // 30))
    band = Image.new("L", (round(width * 1.4), block.height))
    ImageDraw.Draw(band).text((band.width // 2, 0), "   ".join(block.lines * 3), 255, block.font, anchor="ma")
    turned = band.rotate(30, Image.Resampling.BICUBIC, expand=True)
    veil = turned.point(lambda value: round(value * 0.55))
    for third in (0.2, 0.5, 0.8):
        place = (width // 2 - turned.width // 2, round(height * third) - turned.height // 2)
        sheet.paste((255, 255, 255), _moved(place, turned), veil)
        sheet.paste((200, 30, 40), _moved((place[0] + 3, place[1] + 3), turned), veil.point(lambda v: v // 2))


def _moved(place: tuple[int, int], picture: Image.Image) -> tuple[int, int, int, int]:
    return place[0], place[1], place[0] + picture.width, place[1] + picture.height
