"""The texts of the platform's pages: collected from templates and code, and kept beside their translations.

python script/page_texts.py          bring the .po files up to date and compile them
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""So that the same texts are the same bytes."""
ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "central" / "dashboards"
LOCALE = SOURCES / "locale"
LANGUAGES = ("en", "pt_BR")
"""Spanish is what the texts themselves are in."""
_KEYWORDS: dict[str, tuple[int, int] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "noop")),
    "ngettext": (1, 2),
}


def texts() -> Iterator[str | tuple[str, ...]]:
    """Every text, in the order of its files."""
    files = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".py", ".html", ".txt"))
    for path in files:
        source = path.read_text()
        if path.suffix != ".py":
            source = _as_python(source)
        for _, found, _, _ in extract("python", io.BytesIO(source.encode()), _KEYWORDS):
            yield found


def collected(language: str) -> Catalog:
    """The language's catalogue: every text of the sources, with the translation that it has."""
    path = po_file(language)
    known = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    catalogue = Catalog(locale=language, charset="utf-8", creation_date=_ANY_DAY, fuzzy=False)
    catalogue._num_plurals, catalogue._plural_expr = 2, "(n != 1)"  # Portuguese has a third one, of millions.
    for text in texts():
        before = known.get(text if isinstance(text, str) else text[0])
        catalogue.add(text, before.string if before else "" if isinstance(text, str) else ("", ""))
    return catalogue


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def po_bytes(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalogue, width=100, omit_header=True, sort_output=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n'
    plural = f'"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    return (head + plural).encode() + file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def missing(catalogue: Catalog) -> list[str | tuple[str, ...]]:
    """The texts without a translation."""
    return [message.id for message in catalogue if message.id and not _is_whole(message.string)]


def _as_python(template: str) -> str:
    """As Django reads a template for gettext; its indentation means nothing."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(template).split("\n"))


def main() -> None:
    import django
    from django.conf import settings

    settings.configure()
    django.setup()
    for language in LANGUAGES:
        catalogue, path = collected(language), po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalogue))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
        for text in missing(catalogue):
            print(f"{language}: {text!r} has no translation", file=sys.stderr)  # noqa: T201


def _is_whole(string: str | tuple[str, ...]) -> bool:
    return bool(string) if isinstance(string, str) else all(string)


if __name__ == "__main__":
    main()
