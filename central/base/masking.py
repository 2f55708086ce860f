"""Texts without what only one person may know, for logs and for lists of what failed.

A line is put together from whatever an exception, a library or a request has to say, so nobody can see to
each place; what is secret is recognised by its shape or by its name instead. That hides now and then what is
none, which costs a reader a little, and never a guest anything.
"""

import re
from typing import Final

_HIDDEN: Final = "…"
_LONGEST_END: Final = 16_000
"""Characters of a text's beginning and of its end."""
_NAMES: Final = r"[\w-]*(?:authorization|claim_code|code|cookie|email|password|phone|pin|secret|token)"
_BASE_32: Final = "0-9A-HJKMNP-TV-Z"
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # What PostgreSQL adds to its errors: the row, the statement, the values.
    (
        re.compile(
            r"\n(?:DETAIL|CONTEXT|QUERY|LINE \d+): .*?"
            r"(?=\nTraceback \(most recent|\n\n(?:The above|During handling)|\Z)",
            re.DOTALL,
        ),
        "",
    ),
    (re.compile(r'(invalid input [^:"\n]{0,80}|out of range): ".*'), rf"\1: {_HIDDEN}"),
    (re.compile(r"input_value=.*?(?=, input_type=)"), f"input_value={_HIDDEN}"),
    # Members of objects, parameters and headers, by their names.
    (
        re.compile(rf"""(["']{_NAMES}["'] *[:,] *)(?:b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*')""", re.I),
        rf"\1{_HIDDEN}",
    ),
    (re.compile(rf"""(?<![\w-])({_NAMES})=(?:"[^"]*"|'[^']*'|[^\s&,;)]+)""", re.I), rf"\1={_HIDDEN}"),
    (re.compile(r"(?<![a-z])(Bearer|Basic) +\S+", re.I), rf"\1 {_HIDDEN}"),
    # A guest's page, however they typed its code.
    (re.compile(r"""(?<![\w/])(/g)/[^\s/?#"'<>]+"""), rf"\1/{_HIDDEN}"),
    # By shape: e-mail addresses, hashes of passwords, tokens, claim codes, pairing codes.
    (re.compile(r"(?<!\S)\S+(?:@|%40)\S+"), _HIDDEN),
    (re.compile(r"\$argon2\S+"), _HIDDEN),
    (re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{40,}=*"), _HIDDEN),
    (re.compile(rf"[{_BASE_32}]{{26}}|(?<![0-9A-Za-z])[0-9A-Za-z]{{26}}(?![0-9A-Za-z])"), _HIDDEN),
    (re.compile(rf"(?<![\w-])(?=[\d-]*[A-Z])[{_BASE_32}]{{4}}-?[{_BASE_32}]{{4}}(?![\w-])"), _HIDDEN),
    (re.compile(r"(?<![\w-])(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8}(?![\w-])"), _HIDDEN),
)


def masked(text: str) -> str:
    """The text with `…` in the place of every secret, and without the database's words about a row.

    Of a very long text the middle is left out, as whoever sent it would otherwise choose what masking costs.
    """
    if len(text) > 2 * _LONGEST_END:
        head, tail = text[:_LONGEST_END], text[-_LONGEST_END:]
        # At blanks, so that no half of a secret is left that nobody recognises.
        text = f"{head[: _last_blank(head)]} {_HIDDEN} {tail.partition(' ')[2]}"
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def _last_blank(text: str) -> int:
    return max(text.rfind(" "), 0)
