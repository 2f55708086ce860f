"""Example scenes of every screen: the same for the tests and for the showroom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid5

from contract.config import (
    Branding,
    ConfigEvent,
    ConfigPack,
    ConfigStyle,
    Consent,
    EventState,
    KioskConfig,
    Localized,
    Orientation,
    PrintLayout,
)
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.booth_state import BoothState
from kiosk.domain.model import (
    CameraState,
    CameraStatus,
    Funding,
    Language,
    Link,
    PrinterState,
    PrinterStatus,
    PrintState,
    Progress,
    Request,
    Shot,
    SyncStatus,
)
from kiosk.domain.mount import Lens
from kiosk.session.state import ClosedReason, Failure, Screen, SessionState, Shutter
from kiosk.ui.scene import Scene
from looks.catalogue import PACKS, PackDesign

ROOT = UUID("018f3c1e-0000-7000-8000-000000000000")
WHEN = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
NOW = 1000.0
CLAIM_URL = "http://192.168.4.20:8000/g/7Q2M9XK4T1VB6N8PZ3HC5WJD0R"


@dataclass(frozen=True)
class Pictures:
    """Files on disk: a sample for each style slug, a guest's shots, a look and a result."""

    samples: Mapping[str, Path]
    shots: tuple[Path, ...]
    look: Path
    result: Path
    wide_result: Path

    def asset(self, digest: str) -> Path | None:
        slug = next((slug for slug in self.samples if digest_of(slug) == digest), None)
        return None if slug is None else self.samples[slug]


def digest_of(slug: str) -> str:
    return sha256(slug.encode()).hexdigest()


def example_id(name: str) -> UUID:
    return uuid5(ROOT, name)


def example_config(accent: str = "#ff3d81", radius: int = 12, name: str = "La fiesta de 15") -> KioskConfig:
    return KioskConfig(
        kiosk_id=example_id("kiosk"),
        kiosk_name="Cabina 1",
        version="1",
        issued_at=WHEN,
        event=ConfigEvent(
            id=example_id("event"),
            slug="valentina",
            name=name,
            state=EventState.LIVE,
            starts_at=WHEN - timedelta(hours=2),
            ends_at=WHEN + timedelta(hours=6),
            time_zone="America/Argentina/Buenos_Aires",
            welcome=Localized(
                es="Elegí un estilo, sonreí y llevate tu retrato.",
                en="Pick a style, smile and take your portrait home.",
                pt="Escolha um estilo, sorria e leve seu retrato.",
            ),
        ),
        branding=Branding(display_name="Estudio Lumen", primary_color=accent, corner_radius=radius),
        packs=tuple(_pack(design) for design in PACKS),
        consent=Consent(
            version="1",
            sentence=Localized(
                es="Vamos a tomarte una foto y convertirla en un retrato con inteligencia artificial. "
                "La guardamos solo para este evento.",
                en="We will take your photo and turn it into a portrait with artificial intelligence. "
                "We keep it for this event only.",
                pt="Vamos tirar sua foto e transformá-la em um retrato com inteligência artificial. "
                "Guardamos apenas para este evento.",
            ),
        ),
        guest_url="http://192.168.4.20:8000/g/",
        staff_pin_hash="$argon2id$",
    )


def _pack(design: PackDesign) -> ConfigPack:
    return ConfigPack(
        id=example_id(design.slug),
        slug=design.slug,
        name=Localized.model_validate(design.name),
        premium=design.premium,
        styles=tuple(
            ConfigStyle(
                id=example_id(style.slug),
                slug=style.slug,
                name=Localized.model_validate(style.name),
                price=style.price or 100,
                premium=style.premium or design.premium,
                needs_internet=place % 4 != 3,
                look=style.look,
                sample_sha256=digest_of(style.slug),
            )
            for place, style in enumerate(design.styles)
        ),
    )


def example_booth_state(
    online: bool = True, printer: PrinterState = PrinterState.READY, **config: object
) -> BoothState:
    return BoothState(
        config=example_config(**config),  # type: ignore[arg-type]
        camera=CameraStatus(CameraState.LIVE, "Simulated"),
        printer=PrinterStatus(printer),
        sync=SyncStatus(link=Link.ONLINE if online else Link.OFFLINE, lease_left=1000),
    )


def example_shots(pictures: Pictures, count: int) -> tuple[Shot, ...]:
    return tuple(
        Shot(
            example_id(f"shot{n}"),
            example_id("session"),
            n,
            pictures.shots[n % len(pictures.shots)],
            "0" * 64,
            1080,
            1350,
            WHEN,
        )
        for n in range(count)
    )


def example_request(shot: Shot, funding: Funding = Funding.LEASED) -> Request:
    return Request(
        generation_id=example_id("generation"),
        session_id=example_id("session"),
        style_id=example_id(PACKS[0].styles[0].slug),
        shot_id=shot.id,
        price=100,
        funding=funding,
        claim_code=CLAIM_URL[-26:],
        claim_url=CLAIM_URL,
        ticket=42,
        ticket_prefix="B",
        requested_at=WHEN,
        state=GenerationState.QUEUED,
    )


Scenes = Iterator[tuple[str, Scene]]


def example_scenes(pictures: Pictures, language: Language = Language.ES, large: bool = False) -> Scenes:
    """A name and a scene for every state that looks different on screen."""
    online, offline = example_booth_state(), example_booth_state(online=False)
    no_printer = example_booth_state(online=False, printer=PrinterState.ABSENT)
    one, three = example_shots(pictures, 1), example_shots(pictures, 3)
    blank = SessionState(language=language, large_text=large)
    here = replace(blank, session_id=example_id("session"), style_id=example_id(PACKS[0].styles[0].slug))
    asked = replace(here, shots=one, request=example_request(one[0]), look_path=pictures.look, copies_left=2)

    def scene(session: SessionState, booth_state: BoothState = online) -> Scene:
        return Scene(session, booth_state, NOW, pictures.asset)

    def at(screen: Screen, session: SessionState = here, **changes: object) -> SessionState:
        return replace(session, screen=screen, **changes)  # type: ignore[arg-type]

    printing = ((example_id("print"), PrintState.SUBMITTED),)
    printed = ((example_id("print"), PrintState.PRINTED),)
    held = ((example_id("print"), PrintState.HELD),)
    strip = replace(here, layout=PrintLayout.STRIP)
    yield "attract", scene(blank)
    long = example_booth_state(
        name="Aniversario de la Cooperativa Eléctrica del Norte", printer=PrinterState.STOPPED
    )
    yield "attract-long", scene(blank, long)
    yield "attract-no-printer", scene(blank, no_printer)
    yield "consent", scene(at(Screen.CONSENT))
    yield "declined", scene(at(Screen.DECLINED, idle_deadline=NOW + 6))
    yield "gallery", scene(at(Screen.GALLERY))
    yield "gallery-offline", scene(at(Screen.GALLERY, session_id=example_id("other")), no_printer)
    for name, around in _without_credits(online).items():
        yield f"gallery-{name}", scene(at(Screen.GALLERY, session_id=example_id(name)), around)
    yield from _photo_scenes(pictures, here)
    yield "processing", scene(at(Screen.PROCESSING, asked, progress=Progress.MAKING, progress_fraction=0.4))
    yield "processing-kept", scene(at(Screen.PROCESSING, asked, look_path=None))
    yield "ticket", scene(at(Screen.TICKET, asked), offline)
    yield "ticket-printing", scene(at(Screen.TICKET, asked, copies_left=1, prints=printing), offline)
    unsure = replace(asked, request=example_request(one[0], Funding.UNFUNDED))
    yield "ticket-no-printer", scene(at(Screen.TICKET, unsure), no_printer)
    done = replace(asked, result_path=pictures.result)
    yield "result", scene(at(Screen.RESULT, done))
    wide = replace(done, result_path=pictures.wide_result, orientation=Orientation.LANDSCAPE)
    yield "result-wide", scene(at(Screen.RESULT, wide, shots=three[1:2]))
    yield "result-printed", scene(at(Screen.RESULT, done, copies_left=1, prints=printed))
    yield "result-held", scene(at(Screen.RESULT, done, copies_left=0, prints=held))
    for failure in Failure:
        yield f"failed-{failure}", scene(at(Screen.FAILED, shots=one, failure=failure))
    refused = at(Screen.FAILED, asked, failure=Failure.REFUSED)
    yield "failed-with-look", scene(at(Screen.FAILED, asked, failure=Failure.GENERATION))
    yield "failed-refused-printing", scene(replace(refused, refusal=Code.EVENT_ENDED, prints=printing))
    for code in (Code.CREDITS_EXHAUSTED, Code.EVENT_PAUSED):
        yield f"failed-refused-{code}", scene(replace(refused, refusal=code))
    yield "resume", scene(at(Screen.RESUME, shots=one))
    yield "resume-strip", scene(at(Screen.RESUME, strip, shots=three))
    yield "resume-bare", scene(at(Screen.RESUME))
    yield "goodbye", scene(at(Screen.GOODBYE, asked, session_id=None, idle_deadline=NOW + 6))
    yield "goodbye-bare", scene(at(Screen.GOODBYE, session_id=None, idle_deadline=NOW + 6))
    late = replace(example_request(one[0]), refusal=Code.CREDITS_EXHAUSTED)
    gone = {"session_id": None, "idle_deadline": NOW + 6}
    yield "goodbye-refused", scene(at(Screen.GOODBYE, asked, request=late, **gone))
    for reason in ClosedReason:
        yield f"closed-{reason}", scene(replace(blank, screen=Screen.CLOSED, closed=reason))
    yield "still-there", scene(at(Screen.GALLERY, asking_still_there=True, idle_deadline=NOW + 9.2))


def _without_credits(online: BoothState) -> dict[str, BoothState]:
    """A booth whose lease reaches for nothing, for cheap styles only, and one that cannot ask."""
    return {
        "short": replace(online, sync=SyncStatus(link=Link.ONLINE, pool=10)),
        "scarce": replace(online, sync=SyncStatus(link=Link.ONLINE, pool=100)),
        "unsure": replace(online, sync=SyncStatus(link=Link.OFFLINE)),
    }


def _photo_scenes(pictures: Pictures, here: SessionState) -> Scenes:
    """The camera and the review."""
    online, offline = example_booth_state(), example_booth_state(online=False)
    one, three = example_shots(pictures, 1), example_shots(pictures, 3)
    strip = replace(here, layout=PrintLayout.STRIP)
    wide = replace(here, orientation=Orientation.LANDSCAPE)

    def scene(
        screen: Screen, session: SessionState = here, around: BoothState = online, **changes: object
    ) -> Scene:
        return Scene(replace(session, screen=screen, **changes), around, NOW, pictures.asset)  # type: ignore[arg-type]

    lost = replace(online, camera=CameraStatus(CameraState.LOST))
    unfunded = replace(offline, sync=SyncStatus(link=Link.OFFLINE, lease_left=0))
    yield "camera", scene(Screen.CAMERA)
    yield "camera-wide", scene(Screen.CAMERA, wide)
    yield (
        "camera-wide-countdown",
        scene(Screen.CAMERA, wide, shutter=Shutter.COUNTDOWN, shutter_deadline=NOW + 2.6),
    )
    yield "camera-countdown", scene(Screen.CAMERA, shutter=Shutter.COUNTDOWN, shutter_deadline=NOW + 2.6)
    for lens in (Lens.BELOW, Lens.LEFT, Lens.RIGHT):
        yield f"camera-lens-{lens}", replace(scene(Screen.CAMERA), lens=lens)
        for name, way in (("", here), ("-wide", wide), ("-strip", strip)):
            counting = scene(Screen.CAMERA, way, shutter=Shutter.COUNTDOWN, shutter_deadline=NOW + 2.6)
            yield f"camera-lens-{lens}{name}-countdown", replace(counting, lens=lens)
    strip_counting = replace(strip, shutter=Shutter.COUNTDOWN, shutter_deadline=NOW + 2.6)
    yield "camera-strip-countdown", scene(Screen.CAMERA, strip_counting)
    yield "camera-strip", scene(Screen.CAMERA, strip, shots=three[:1])
    yield "camera-strip-again", scene(Screen.CAMERA, strip, shots=(three[0], three[2]))
    yield "camera-taking", scene(Screen.CAMERA, shutter=Shutter.TAKING)
    yield "camera-lost", scene(Screen.CAMERA, around=lost)
    short = _without_credits(online)["short"]
    yield "camera-short", scene(Screen.CAMERA, around=short)
    yield "camera-wide-short", scene(Screen.CAMERA, wide, around=short)
    yield "camera-strip-short", scene(Screen.CAMERA, strip, around=short, shots=three[:1])
    yield "review-short", scene(Screen.REVIEW, around=short, shots=one, retakes_left=1)
    yield "review", scene(Screen.REVIEW, shots=one, retakes_left=3)
    yield "review-wide", scene(Screen.REVIEW, wide, shots=three[1:2], retakes_left=3)
    yield "review-strip", scene(Screen.REVIEW, strip, shots=three, retakes_left=2)
    yield "review-strip-last", scene(Screen.REVIEW, strip, shots=three, retakes_left=0)
    yield "review-unfunded", scene(Screen.REVIEW, around=unfunded, shots=one, retakes_left=1)
