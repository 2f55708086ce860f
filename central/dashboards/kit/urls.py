"""Addresses of what all rooms share."""

from django.urls import path

from central.dashboards.kit import views

urlpatterns = [
    path("", views.home, name="home"),
    path("kit/", views.style_guide, name="style-guide"),
    path("kit/balance", views.balance, name="balance"),
    path("kit/balance/live", views.balance_live, name="balance-live"),
    path("kit/brand/<str:color>-<int:radius>.css", views.brand, name="brand-stylesheet"),
]
