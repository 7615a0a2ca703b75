"""The foundation's addresses alone: its tests stand without the channels above."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("kamurj.foundation.http.urls")),
    path("", include("kamurj.foundation.access.urls")),
    path("", include("kamurj.foundation.files.urls")),
    *i18n_patterns(path("accounts/", include("allauth.urls")), prefix_default_language=False),
]

handler400 = "kamurj.foundation.http.views.bad_request"
handler403 = "kamurj.foundation.http.views.forbidden"
handler404 = "kamurj.foundation.http.views.not_found"
handler429 = "kamurj.foundation.http.views.too_many"
handler500 = "kamurj.foundation.http.views.server_error"
