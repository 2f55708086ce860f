"""The texts of an event's page, in the languages of the guest's page."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class EventWords:
    """Every text of the page that is not the event's own."""

    soon: str
    now: str
    paused: str
    over: str
    own_picture: str
    nothing_title: str
    nothing_text: str


EVENT_WORDS: Final = {
    "es": EventWords(
        soon="Todavía no empezó: te esperamos.",
        now="¡La cabina te está esperando!",
        paused="La cabina está en pausa. Volvé en un rato.",
        over="Esta fiesta ya terminó. ¡Gracias por venir!",
        own_picture="Tu retrato se abre con el código QR que te da la cabina, y solo con ese.",
        nothing_title="Acá no hay ninguna fiesta ahora",
        nothing_text="Escaneá otra vez el código, o preguntale a quien organiza.",
    ),
    "en": EventWords(
        soon="It has not begun yet: see you there.",
        now="The booth is waiting for you!",
        paused="The booth is taking a break. Come back in a while.",
        over="This party is over. Thank you for coming!",
        own_picture="Your portrait opens with the QR code that the booth gives you, and only with that one.",
        nothing_title="There is no party here right now",
        nothing_text="Scan the code again, or ask your host.",
    ),
    "pt": EventWords(
        soon="Ainda não começou: esperamos você.",
        now="A cabine está esperando você!",
        paused="A cabine está em pausa. Volte daqui a pouco.",
        over="Esta festa já terminou. Obrigado por vir!",
        own_picture="O seu retrato abre com o código QR que a cabine lhe dá, e só com ele.",
        nothing_title="Não há nenhuma festa aqui agora",
        nothing_text="Escaneie o código de novo, ou pergunte a quem organiza.",
    ),
}
