"""Every address of the house, by channel. The shop's addresses name their language (`/hy/…`; English has no name)."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kamurj.foundation.http.urls")),
    path("", include("kamurj.foundation.access.urls")),
    path("", include("kamurj.foundation.files.urls")),
    path("api/v1/", include("kamurj.channels.api.urls")),
    path("store/", include("kamurj.channels.store.urls")),
    path("console/", include("kamurj.channels.console.urls")),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("kamurj.channels.web.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "kamurj.foundation.http.views.bad_request"
handler403 = "kamurj.foundation.http.views.forbidden"
handler404 = "kamurj.foundation.http.views.not_found"
handler429 = "kamurj.foundation.http.views.too_many"
handler500 = "kamurj.foundation.http.views.server_error"
