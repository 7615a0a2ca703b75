"""What a category, an option and an option's value are made of, as their editors ask for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import LANGUAGES, CategorySheet, OptionSheet

LAST_POSITION = 100_000


class NamesForm(forms.Form):
    """Names in both languages and a place among the like. `seen` is what stood there when the page was opened."""

    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_hy = forms.CharField(
        label=_("Name in Armenian"), max_length=200, required=False, widget=forms.TextInput(attrs={"lang": "hy"})
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=LAST_POSITION,
        initial=0,
        help_text=_("Lower numbers stand first."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """There is a name in one language at least."""
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(f"name_{language}") for language in LANGUAGES):
            raise ValidationError(gettext("Give a name in one language at least."))
        return given

    def names(self) -> dict[str, str]:
        """The names that were given; a language left empty keeps what it has."""
        return {
            language: self.cleaned_data[f"name_{language}"]
            for language in LANGUAGES
            if self.cleaned_data[f"name_{language}"]
        }


class CategoryForm(NamesForm):
    """A category and the one it lies in; `inside` itself it cannot be put, nor in what lies in it."""

    parent = forms.ChoiceField(label=_("Lies in"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        tree: Sequence[CategorySheet],
        language: str,
        initial: Mapping[str, Any] | None = None,
        inside: CategorySheet | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["parent"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Nothing: it stands at the top")),
            *(
                (str(one.category), "\u2003" * (len(one.path) - 1) + one.name(language))
                for one in tree
                if inside is None or inside.category not in one.path
            ),
        ]


class NewCategoryForm(CategoryForm):
    """A new category."""

    handle = forms.CharField(label=_("Address name"), max_length=100, help_text=_("Small letters, digits and dashes."))


class NewOptionForm(NamesForm):
    """A new option or value with the code that variants are marked with."""

    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        help_text=_("Small letters, digits and underscores; it never changes."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )


def initial_of(sheet: CategorySheet | OptionSheet) -> dict[str, Any]:
    """A category or an option as its form shows it."""
    shown: dict[str, Any] = {f"name_{language}": sheet.names.get(language, "") for language in LANGUAGES}
    shown |= {"position": sheet.position, "seen": fingerprint(sheet)}
    if isinstance(sheet, CategorySheet):
        shown["parent"] = "" if sheet.parent is None else str(sheet.parent)
    return shown


def fingerprint(sheet: CategorySheet | OptionSheet) -> str:
    """What tells one state of what can be edited from another."""
    parent = sheet.parent if isinstance(sheet, CategorySheet) else None
    state = repr((sorted(sheet.names.items()), sheet.position, parent))
    return hashlib.blake2b(state.encode(), digest_size=12).hexdigest()
