"""How django-allauth behaves in this house: where people go after the log-in, and how second factors are kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_login_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kamurj.foundation.access.queries import staff_of
from kamurj.foundation.access.rules import workplace_of
from kamurj.foundation.access.speaking import is_named_by, language_of
from kamurj.foundation.words.languages import current_language


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Staff go to their workplace, customers to the shop in the language they are reading."""

    def post_login(self, request: HttpRequest, user: Any, **rest: Any) -> HttpResponse:
        """Lead the way in. The welcome is read on the page after this one, so it is said in that page's language."""
        target = get_login_redirect_url(request, rest["redirect_url"], signup=rest["signup"])
        language = current_language() if is_named_by(target) else language_of(request, own=user.language)
        with translation.override(language):
            led: HttpResponse = super().post_login(request, user, **(rest | {"redirect_url": target}))
            return led

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a log-in without a `next` leads."""
        member = staff_of(request.user.pk) if request.user.is_authenticated else None
        return workplace_of(member.role) if member else self.shop()

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Where a new customer begins."""
        del request
        return self.shop()

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody who leaves is left."""
        del request
        return self.shop()

    def shop(self) -> str:
        """The shop's first page in the caller's language."""
        language = current_language()
        return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Keeps the secrets of second factors encrypted, so that the table alone opens nothing."""

    def encrypt(self, text: str) -> str:
        """As stored: Fernet (AES-128-CBC and HMAC-SHA-256) under a key derived from the installation's own."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was. Raises InvalidToken if the installation's key was changed."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(f"access.second_factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
