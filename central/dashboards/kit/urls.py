"""Addresses of what all rooms share."""

from django.urls import path

from central.dashboards.kit import previews, views

urlpatterns = [
    path("", views.home, name="home"),
    path("kit/", views.style_guide, name="style-guide"),
    path("kit/balance", views.balance, name="balance"),
    path("kit/balance/live", views.balance_live, name="balance-live"),
    path("kit/brand/<str:color>-<int:radius>.css", views.brand, name="brand-stylesheet"),
    path("kit/preview/<str:color>-<int:radius>.css", previews.stylesheet, name="preview-stylesheet"),
    path("kit/preview/sample-<int:number>.jpg", previews.sample_picture, name="preview-sample"),
    path("kit/preview/print/<str:signed>", previews.print_, name="preview-print"),
    path("kit/preview/logo/<str:signed>", previews.logo, name="preview-logo"),
]
