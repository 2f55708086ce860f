"""What a sheet says, in three languages: a typed table, as that of the guest's page (decision 7)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of a sheet."""

    language: str
    sheet: str
    scan: str
    how: str
    booth: str


_SHEETS: Final = (
    Words(
        "es",
        "Códigos QR",
        "Escaneá y mirá la fiesta",
        "Apuntá la cámara de tu teléfono al código.",
        "Cabina",
    ),
    Words("en", "QR codes", "Scan to see the party", "Point your phone's camera at the code.", "Booth"),
    Words(
        "pt", "Códigos QR", "Escaneie e veja a festa", "Aponte a câmera do celular para o código.", "Cabine"
    ),
)
LANGUAGES: Final = {words.language: words for words in _SHEETS}


def words_for(language: str) -> Words:
    """In this language, as `pt` or `pt-br`; in Spanish, if it has none."""
    return LANGUAGES.get(language.lower().split("-")[0], LANGUAGES["es"])
