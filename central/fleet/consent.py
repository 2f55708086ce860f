"""The consent that a guest gives before the camera opens (G2). A new wording gets a new version."""

from contract.config import Consent, Localized

CONSENT = Consent(
    version="2026-1",
    sentence=Localized(
        es="Acepto que me saquen una foto y que se transforme en un retrato con inteligencia artificial. "
        "Puedo borrar todo cuando quiera desde mi código QR.",
        en="I agree to be photographed and to have my photo turned into a portrait by artificial "
        "intelligence. I can erase everything at any time with my QR code.",
        pt="Aceito ser fotografado e que a minha foto vire um retrato com inteligência artificial. "
        "Posso apagar tudo quando quiser com o meu código QR.",
    ),
)
