"""The mail of accounts: sent by the worker, and tried again when the mail server fails."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from central.base.queues import MAIL
from central.dashboards.kit.header import brand_of
from central.dashboards.kit.mail import send
from central.tenants import password_links


@app.task(queue=MAIL, retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_reset(email: str, language: str) -> None:
    """A link to set a password, for whoever logs in with this address; nothing for anybody else."""
    user = password_links.who_may_reset(email)
    if user is None:
        return
    link = password_links.link_for(user)
    address = settings.PUBLIC_URL + reverse("account-password-link", args=[link.token])
    with translation.override(user.language or language):
        told = {"person": user, "address": address, "expires_at": link.expires_at, "brand": brand_of(user)}
        subject = render_to_string("account/email/reset_subject.txt", told).strip()
        send(user.email, subject, "account/email/reset", told)
