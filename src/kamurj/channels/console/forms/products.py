"""What a product, its variants and its pictures are made of, as the editor asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import LANGUAGES, CategoryCard, ProductKind, ProductSheet, ProductWords, VariantChoice
from kamurj.channels.console.names import choices

LINE = re.compile(r"\s*([^:=\s]+)\s*[:=]\s*(\S+)\s*")


class WordsFields(forms.Form):
    """Names and descriptions in both languages."""

    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_hy = forms.CharField(
        label=_("Name in Armenian"), max_length=200, required=False, widget=forms.TextInput(attrs={"lang": "hy"})
    )
    description_en = forms.CharField(
        label=_("Description in English"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    description_hy = forms.CharField(
        label=_("Description in Armenian"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "hy"}),
    )

    def clean(self) -> dict[str, Any]:
        """A product has a name in one language at least, and no description without a name."""
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(f"name_{language}") for language in LANGUAGES):
            raise ValidationError(gettext("Give the product a name in one language at least."))
        for language in LANGUAGES:
            if given.get(f"description_{language}") and not given.get(f"name_{language}"):
                self.add_error(f"name_{language}", gettext("A description needs a name beside it."))
        return given


class ProductFields(WordsFields):
    """What is said of the product itself."""

    handle = forms.CharField(label=_("Address name"), max_length=100, help_text=_("Small letters, digits and dashes."))
    category = forms.ChoiceField(label=_("Category"))
    brand = forms.CharField(label=_("Brand"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(ProductKind))
    tax_category = forms.CharField(label=_("Tax category"), max_length=32, initial="standard")

    def __init__(self, data: Any, *, tree: Sequence[CategoryCard], initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["category"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(card.category), "\u2003" * card.depth + card.name) for card in tree
        ]


class NewProductForm(ProductFields):
    """A new product with its first variant."""

    sku = forms.CharField(label=_("Article number (SKU) of the first variant"), max_length=64)


class ProductForm(ProductFields):
    """An existing product; `version` is the one its editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class VariantForm(forms.Form):
    """One variant."""

    sku = forms.CharField(label=_("Article number (SKU)"), max_length=64)
    barcode = forms.CharField(label=_("Barcode"), max_length=64, required=False)
    weight_grams = forms.IntegerField(label=_("Weight in grams"), min_value=0, max_value=10_000_000, initial=0)
    options = forms.CharField(
        label=_("Options"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One a line, as in “colour: oak”. Every variant of a product has the same options."),
    )
    active = forms.BooleanField(label=_("On sale"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_options(self) -> dict[str, str]:
        """The lines as codes."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["options"].splitlines():
            if not line.strip():
                continue
            match = LINE.fullmatch(line)
            if match is None:
                raise ValidationError(gettext("The line “%(line)s” is not like “colour: oak”.") % {"line": line.strip()})
            found[match[1]] = match[2]
        return found


class PictureForm(forms.Form):
    """A picture with words for those who cannot see it."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt_en = forms.CharField(label=_("What it shows, in English"), max_length=200, required=False)
    alt_hy = forms.CharField(
        label=_("What it shows, in Armenian"), max_length=200, required=False, widget=forms.TextInput(attrs={"lang": "hy"})
    )
    variant = forms.ChoiceField(label=_("Of which variant?"), required=False)

    def __init__(self, data: Any, files: Any, *, variants: Sequence[VariantChoice]) -> None:
        super().__init__(data, files)
        self.fields["variant"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("All variants")),
            *((str(one.variant), f"{one.options_text or one.sku}") for one in variants),
        ]


def language_words(given: Mapping[str, Any], known: Mapping[str, ProductWords]) -> dict[str, ProductWords]:
    """The words of a filled form, by language; a language left empty that has words keeps them."""
    found = {
        language: ProductWords(
            name=given[f"name_{language}"], description=given[f"description_{language}"].replace("\r\n", "\n")
        )
        for language in LANGUAGES
        if given[f"name_{language}"]
    }
    return {**known, **found}


def initial_of(sheet: ProductSheet) -> dict[str, Any]:
    """A product as its form shows it."""
    texts = {
        f"{field}_{language}": getattr(sheet.words[language], field) if language in sheet.words else ""
        for field in ("name", "description")
        for language in LANGUAGES
    }
    return {
        "handle": sheet.handle,
        "category": str(sheet.category),
        "brand": sheet.brand,
        "kind": sheet.kind.value,
        "tax_category": sheet.tax_category,
        "version": sheet.version,
        **texts,
    }


def lines_of(options: Mapping[str, str]) -> str:
    """Options as the form shows them."""
    return "\n".join(f"{code}: {value}" for code, value in options.items())
