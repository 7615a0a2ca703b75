"""Where machines ask how we are."""

from __future__ import annotations

from django.urls import path

from kamurj.foundation.http import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
]
