"""The mail of accounts: sent by the worker, and tried again when the mail server fails."""

from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from central.base.queues import MAIL
from central.dashboards.kit.header import brand_of
from central.dashboards.kit.mail import send
from central.events.branding import tenant_brand
from central.tenants import invitations, password_links, team_invitations
from central.tenants.invitations import Why
from central.tenants.models import User
from central.tenants.password_links import NewLink


@app.task(queue=MAIL, retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_reset(email: str, language: str) -> None:
    """A link to set a password, for whoever logs in with this address; nothing for anybody else."""
    user = password_links.who_may_reset(email)
    if user is None:
        return
    _send(user, password_links.link_for(user), "reset", user.language or language)


@app.task(name=invitations.TASK, queue=MAIL, retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_password_link(user_id: str, why: str) -> None:
    """A link for whoever has no password (yet, or any more); nothing for anybody else."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None or user.has_usable_password():
        return
    link = password_links.link_for(user, earlier_end=False)
    _send(user, link, Why(why).value, user.language or settings.LANGUAGE_CODE)


@app.task(name=invitations.TEAM_TASK, queue=MAIL, retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_team_invitation(tenant_id: str, invitation_id: str, language: str) -> None:
    """A link to join a team; nothing, if the invitation has ended meanwhile."""
    found = team_invitations.token_for(UUID(tenant_id), UUID(invitation_id))
    if found is None:
        return
    invited, token = found
    by = User.objects.filter(id=invited.invited_by).first()
    with translation.override(language or settings.LANGUAGE_CODE):
        told = {
            "address": settings.PUBLIC_URL + reverse("account-join", args=[token]),
            "expires_at": invited.expires_at,
            "brand": tenant_brand(invited.tenant_id),
            "by": (by.name or by.email) if by else "",
        }
        subject = render_to_string("account/email/team_subject.txt", told).strip()
        send(invited.email, subject, "account/email/team", told)


def _send(user: User, link: NewLink, template: str, language: str) -> None:
    address = settings.PUBLIC_URL + reverse("account-password-link", args=[link.token])
    with translation.override(language):
        told = {"person": user, "address": address, "expires_at": link.expires_at, "brand": brand_of(user)}
        subject = render_to_string(f"account/email/{template}_subject.txt", told).strip()
        send(user.email, subject, f"account/email/{template}", told)
