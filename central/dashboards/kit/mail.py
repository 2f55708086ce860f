"""One message to one reader: text and HTML from two templates of one name, in the language that is active."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(
    address: str, subject: str, template: str, told: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    """Send it now; for a job. `template`: its name without `.txt` and `.html`; the latter extends
    `kit/mail.html`. Raises what the mail server does."""
    on_one_line = " ".join(subject.split())  # Names in it are people's; no header has two lines.
    message = EmailMultiAlternatives(
        on_one_line, render_to_string(f"{template}.txt", told), to=[address], headers=headers
    )
    message.attach_alternative(render_to_string(f"{template}.html", told), "text/html")
    message.send()
