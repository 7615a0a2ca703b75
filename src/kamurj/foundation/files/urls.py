"""Where files are served."""

from __future__ import annotations

from django.urls import re_path

from kamurj.foundation.files.views import serve

urlpatterns = [
    re_path(
        r"^media/(?P<path>(?:picture|drawing)/[0-9a-f]{2}/[0-9a-f]{20}[a-z0-9-]*\.(?:png|jpg|webp|svg))$",
        serve,
        name="media",
    ),
]
