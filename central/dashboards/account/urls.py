"""Addresses of everybody's account. Those of allauth's views have the names that allauth looks for."""

from allauth.account import views as allauth_views
from django.urls import include, path

from central.dashboards.account import appearance, avatar, joining, overview, resets

urlpatterns = [
    path("", overview.overview, name="account"),
    path("name", overview.rename, name="account-name"),
    path("avatar", avatar.upload, name="account-avatar"),
    path("avatar/remove", avatar.remove, name="account-remove-avatar"),
    path("avatar/<str:sha256>.jpg", avatar.picture, name="account-picture"),
    path("logins/<uuid:login_id>/end", overview.end_login, name="account-end-login"),
    path("logins/end", overview.end_logins, name="account-end-logins"),
    path("appearance", appearance.choose, name="account-appearance"),
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/", overview.change_password, name="account_change_password"),
    path("password/reset/", resets.ask, name="account_reset_password"),
    path("password/reset/asked", resets.asked, name="account_reset_password_done"),
    path("password/link/<str:token>", resets.use, name="account-password-link"),
    path("join/<str:token>", joining.join, name="account-join"),
    path("two-factor/", include("allauth.mfa.urls")),
]
