"""Every address of the house, by channel."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from kamurj.foundation.access.guards import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("kamurj.channels.api.urls")),
    path("store/", include("kamurj.channels.store.urls")),
    path("console/", include("kamurj.channels.console.urls")),
    path("language", public(set_language), name="set_language"),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("kamurj.channels.web.urls")),
        prefix_default_language=False,
    ),
]
