"""The addresses of this channel, under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kamurj.channels.api.house import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
