"""What ends the second factors of people: their keys, codes and recovery codes, which allauth keeps."""

from uuid import UUID

from allauth.mfa.models import Authenticator

from central.tenants.models import User


def forget(user: User) -> None:
    """None opens anything any more; in the caller's transaction."""
    Authenticator.objects.filter(user_id=user.id).delete()


def forget_all(tenant_id: UUID) -> None:
    """Those of everybody under the tenant."""
    people = User.objects.filter(tenant_id=tenant_id).values("id")
    Authenticator.objects.filter(user_id__in=people).delete()
