"""Where people choose their language."""

from __future__ import annotations

from django.urls import path

from kamurj.foundation.access.views import choose_language

urlpatterns = [path("language", choose_language, name="set_language")]
