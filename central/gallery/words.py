"""The guest page's texts in the booth's three languages.

A typed table instead of gettext: a sentence that misses a language does not pass the type check, and
nothing has to be compiled to install the platform.
"""

from dataclasses import dataclass
from typing import Final

from contract.problem import Code

DEFAULT: Final = "es"


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of the page."""

    language: str
    own_name: str
    title: str
    pending_title: str
    pending_text: str
    pending_unsent: str
    pending_keep: str
    pending_later: str
    ready_title: str
    ready_text: str
    before: str
    after: str
    compare: str
    picture_alt: str
    download: str
    share: str
    share_text: str
    copied: str
    refused_title: str
    refused_credits: str
    refused_early: str
    refused_ended: str
    refused_paused: str
    refused_partner: str
    refused_style: str
    refused_otherwise: str
    refused_help: str
    failed_title: str
    failed_text: str
    failed_photo_text: str
    erased_title: str
    erased_text: str
    lost_title: str
    lost_text: str
    ticket: str
    private: str
    erase: str
    erasing_title: str
    erasing_text: str
    unmet_title: str
    unmet_text: str
    erasing_later: str
    platform_gone: str
    platform_left: str
    platform_unmet: str
    booth_gone: str
    booth_left: str
    busy_title: str
    busy_text: str
    erase_unmade: str
    erase_question: str
    erase_confirm: str
    language_label: str

    def refusal(self, code: str) -> str:
        """Why the request was refused, by its code; the guest had no part in any of it."""
        name = _REFUSALS.get(code, "refused_otherwise")
        return str(getattr(self, name))


_REFUSALS: Final[dict[str, str]] = {
    Code.CREDITS_EXHAUSTED: "refused_credits",
    Code.EVENT_NOT_STARTED: "refused_early",
    Code.EVENT_ENDED: "refused_ended",
    Code.EVENT_PAUSED: "refused_paused",
    Code.PARTNER_INACTIVE: "refused_partner",
    Code.STYLE_NOT_ALLOWED: "refused_style",
}

SPANISH: Final = Words(
    language="es",
    own_name="Español",
    title="Tu retrato",
    pending_title="Tu retrato está en camino",
    pending_text="Lo estamos terminando. Aparece acá solo, en cuanto esté listo.",
    pending_unsent="La cabina lo manda en cuanto tiene internet. Aparece acá solo, apenas esté listo.",
    pending_keep="Podés cerrar esta página y volver cuando quieras: el código QR sigue siendo tuyo.",
    pending_later="Si la cabina está sin internet, puede tardar un rato más.",
    ready_title="Acá está tu retrato",
    ready_text="Es todo tuyo: guardalo, compartilo, volvé a verlo cuando quieras.",
    before="Antes",
    after="Después",
    compare="Comparar antes y después",
    picture_alt="Tu retrato",
    download="Descargar",
    share="Compartir",
    share_text="Mirá mi retrato",
    copied="Enlace copiado",
    refused_title="Tu retrato quedó en espera",
    refused_credits="A la fiesta se le terminaron los retratos antes de que le tocara al tuyo.",
    refused_early="Tu pedido llegó antes de que la fiesta empezara.",
    refused_ended="Tu pedido llegó cuando la fiesta ya había terminado.",
    refused_paused="La fiesta había pausado los retratos cuando llegó tu pedido.",
    refused_partner="El servicio de retratos está suspendido por ahora.",
    refused_style="El estilo que elegiste ya no está disponible en esta fiesta.",
    refused_otherwise="Tuvimos un problema nuestro con tu pedido.",
    refused_help="Mostrale esta página a quien atiende la cabina o a quien organizó la fiesta: se puede "
    "volver a pedir con la foto que ya te sacaste. Después, tu retrato aparece acá, con este mismo código.",
    failed_title="Esta vez no salió",
    failed_text="No pudimos hacer este retrato. Acercate a la cabina y probá con otra foto u otro estilo.",
    failed_photo_text="Tu foto no llegó bien o no sirve para un retrato. Acercate a la cabina y sacate otra.",
    erased_title="Este retrato fue borrado",
    erased_text="Borramos tu foto y tu retrato, como nos pediste. No queda ninguna copia.",
    lost_title="A este enlace le falta algo",
    lost_text="Escaneá otra vez el código QR de tu foto: el enlace no llegó completo.",
    ticket="Ticket",
    private="Solo se ve con este enlace.",
    erase="Borrar mi retrato",
    erasing_title="Tu retrato ya no se ve",
    erasing_text="Lo borramos, como nos pediste. Esto es lo que falta para que no quede ninguna copia.",
    unmet_title="Tu retrato no se va a ver",
    unmet_text="Anotamos tu pedido. La cabina todavía no nos avisó de este retrato: cuando avise, no lo "
    "hacemos y borramos tu foto.",
    erasing_later="Esta página avisa cuando no queda ninguna copia: podés cerrarla y volver con el "
    "mismo código.",
    platform_gone="En nuestro servidor no queda nada",
    platform_left="En nuestro servidor se está borrando",
    platform_unmet="Nuestro servidor todavía no sabe cuál es tu foto: si ya llegó, se borra cuando la cabina "
    "avise o, a más tardar, en cinco semanas",
    booth_gone="La cabina borró su copia",
    booth_left="La cabina todavía no avisó que borró su copia",
    busy_title="Probá de nuevo en un rato",
    busy_text="Hay demasiados pedidos desde esta conexión. Todavía no se borró nada.",
    erase_unmade="Tu retrato no se va a hacer.",
    erase_question="Se borran tu foto y tu retrato para siempre. No se puede deshacer.",
    erase_confirm="Sí, borrar todo",
    language_label="Idioma",
)

ENGLISH: Final = Words(
    language="en",
    own_name="English",
    title="Your portrait",
    pending_title="Your portrait is on its way",
    pending_text="We are putting the last touches to it. It appears here by itself as soon as it is ready.",
    pending_unsent="The booth sends it as soon as it has internet. It appears here once it is ready.",
    pending_keep="You can close this page and come back any time: the QR code stays yours.",
    pending_later="If the booth is without internet, it may take a little longer.",
    ready_title="Here is your portrait",
    ready_text="It is all yours: save it, share it, come back to it whenever you like.",
    before="Before",
    after="After",
    compare="Compare before and after",
    picture_alt="Your portrait",
    download="Download",
    share="Share",
    share_text="Look at my portrait",
    copied="Link copied",
    refused_title="Your portrait is on hold",
    refused_credits="The party ran out of portraits before it was your turn.",
    refused_early="Your request arrived before the party had begun.",
    refused_ended="Your request arrived when the party was already over.",
    refused_paused="The party had paused its portraits when your request arrived.",
    refused_partner="The portrait service is suspended for now.",
    refused_style="The style you chose is no longer available at this party.",
    refused_otherwise="We had a problem of our own with your request.",
    refused_help="Show this page to whoever looks after the booth, or to your host: it can be asked for "
    "again, with the photo that you already took. Your portrait then appears here, with this same code.",
    failed_title="It did not work this time",
    failed_text="We could not make this portrait. Come back to the booth and try another photo or style.",
    failed_photo_text="Your photo did not arrive well, or is no use for a portrait. Please take another.",
    erased_title="This portrait was erased",
    erased_text="We erased your photo and your portrait, as you asked. Every copy is gone.",
    lost_title="This link is missing a piece",
    lost_text="Please scan the QR code of your picture again: the link did not arrive whole.",
    ticket="Ticket",
    private="Only visible with this link.",
    erase="Erase my portrait",
    erasing_title="Your portrait can no longer be seen",
    erasing_text="We erased it, as you asked. This is what is left to do until every copy is gone.",
    unmet_title="Your portrait will not be shown",
    unmet_text="We have noted your wish. The booth has not told us about this portrait yet: once it does, we "
    "will not make it, and will erase your photo.",
    erasing_later="This page says when every copy is gone: you can close it and come back with the "
    "same code.",
    platform_gone="Nothing is left on our server",
    platform_left="Being erased on our server",
    platform_unmet="Our server does not know yet which photo is yours: if it is already there, it is erased "
    "once the booth tells us, or within five weeks at the latest",
    booth_gone="The booth has erased its copy",
    booth_left="The booth has not confirmed yet that it erased its copy",
    busy_title="Please try again in a while",
    busy_text="Too many requests came from this connection. Nothing has been erased yet.",
    erase_unmade="Your portrait will not be made.",
    erase_question="Your photo and your portrait will be erased for good. This cannot be undone.",
    erase_confirm="Yes, erase everything",
    language_label="Language",
)

PORTUGUESE: Final = Words(
    language="pt",
    own_name="Português",
    title="Seu retrato",
    pending_title="Seu retrato está a caminho",
    pending_text="Estamos dando os últimos retoques. Ele aparece aqui sozinho, assim que ficar pronto.",
    pending_unsent="A cabine o envia assim que tiver internet. Ele aparece aqui quando ficar pronto.",
    pending_keep="Você pode fechar esta página e voltar quando quiser: o código QR continua sendo seu.",
    pending_later="Se a cabine estiver sem internet, pode demorar um pouco mais.",
    ready_title="Aqui está o seu retrato",
    ready_text="É todo seu: salve, compartilhe, volte para vê-lo quando quiser.",
    before="Antes",
    after="Depois",
    compare="Comparar antes e depois",
    picture_alt="Seu retrato",
    download="Baixar",
    share="Compartilhar",
    share_text="Veja o meu retrato",
    copied="Link copiado",
    refused_title="Seu retrato ficou em espera",
    refused_credits="Os retratos da festa acabaram antes de chegar a sua vez.",
    refused_early="O seu pedido chegou antes de a festa começar.",
    refused_ended="O seu pedido chegou quando a festa já tinha terminado.",
    refused_paused="A festa tinha pausado os retratos quando o seu pedido chegou.",
    refused_partner="O serviço de retratos está suspenso no momento.",
    refused_style="O estilo que você escolheu não está mais disponível nesta festa.",
    refused_otherwise="Tivemos um problema nosso com o seu pedido.",
    refused_help="Mostre esta página a quem cuida da cabine ou a quem organizou a festa: dá para pedir de "
    "novo com a foto que você já tirou. Se pedirem, o seu retrato aparece aqui, com este mesmo código.",
    failed_title="Desta vez não deu certo",
    failed_text="Não conseguimos fazer este retrato. Volte à cabine e tente outra foto ou outro estilo.",
    failed_photo_text="Sua foto não chegou bem ou não serve para um retrato. Volte à cabine e tire outra.",
    erased_title="Este retrato foi apagado",
    erased_text="Apagamos a sua foto e o seu retrato, como você pediu. Não resta nenhuma cópia.",
    lost_title="Falta uma parte deste link",
    lost_text="Escaneie de novo o código QR da sua foto: o link não chegou completo.",
    ticket="Ticket",
    private="Só se vê com este link.",
    erase="Apagar o meu retrato",
    erasing_title="Seu retrato já não pode ser visto",
    erasing_text="Nós o apagamos, como você pediu. Isto é o que falta para não restar nenhuma cópia.",
    unmet_title="Seu retrato não será mostrado",
    unmet_text="Anotamos o seu pedido. A cabine ainda não nos avisou deste retrato: quando avisar, não vamos "
    "fazê-lo e vamos apagar a sua foto.",
    erasing_later="Esta página avisa quando não restar nenhuma cópia: você pode fechá-la e voltar "
    "com o mesmo código.",
    platform_gone="Não resta nada no nosso servidor",
    platform_left="Sendo apagado no nosso servidor",
    platform_unmet="Nosso servidor ainda não sabe qual é a sua foto: se ela já chegou, será apagada quando a "
    "cabine avisar ou, no máximo, em cinco semanas",
    booth_gone="A cabine apagou a cópia dela",
    booth_left="A cabine ainda não confirmou que apagou a cópia dela",
    busy_title="Tente de novo daqui a pouco",
    busy_text="Há pedidos demais desta conexão. Nada foi apagado ainda.",
    erase_unmade="O seu retrato não será feito.",
    erase_question="A sua foto e o seu retrato serão apagados para sempre. Não dá para desfazer.",
    erase_confirm="Sim, apagar tudo",
    language_label="Idioma",
)

LANGUAGES: Final = {words.language: words for words in (SPANISH, ENGLISH, PORTUGUESE)}


def words_for(chosen: str, accepted: str, booth: str = DEFAULT) -> Words:
    """The texts in the language chosen on the page, else the phone's, else the one used at the booth.

    `accepted` is an Accept-Language header; of equal weights the first counts.
    """
    for language in (chosen, *_by_preference(accepted), booth):
        if language in LANGUAGES:
            return LANGUAGES[language]
    return LANGUAGES[DEFAULT]


def _by_preference(accepted: str) -> list[str]:
    weighted = []
    for part in accepted.split(",")[:20]:
        tag, _, parameter = part.partition(";")
        weighted.append((_weight(parameter), tag.strip().lower().split("-")[0]))
    return [tag for weight, tag in sorted(weighted, key=lambda each: -each[0]) if weight > 0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
