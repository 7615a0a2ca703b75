"""What is asked of somebody who is taken on, and of a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.desk import Desk
from kamurj.channels.console.names import choices
from kamurj.foundation.access.contracts import Role, Scope


class MemberForm(forms.Form):
    """What somebody does here, and where."""

    role = forms.ChoiceField(label=_("Role"), choices=choices(Role))
    location = forms.ChoiceField(label=_("Home store"), required=False)

    def __init__(self, data: Any, *, desk: Desk, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["location"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Works everywhere")),
            *((str(card.location), card.name(desk.language)) for card in desk.trading),
        ]


class NewMemberForm(MemberForm):
    """The same, and who it is."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    password = forms.CharField(
        label=_("First password"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: they set one themselves by “Forgot your password?”."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "email", "role", "location", "language", "password")

    def clean_password(self) -> str:
        """A password that is given must be a good one."""
        given: str = self.cleaned_data["password"]
        if given:
            validate_password(given)
        return given


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(label=_("What is it for?"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=[(scope.value, scope.value) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Empty: until it is withdrawn."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
