"""The catalogue's tables. `Listing`, `ListingWords` and `Word` are derived: what lists and search read of the rest."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class Category(models.Model):
    """A place in the tree of categories. `path` holds the ids from the root down to itself."""

    handle = models.TextField(unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    position = models.IntegerField(default=0)
    path = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return self.handle


class CategoryTranslation(models.Model):
    """A category's words in one language."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="translations")
    language = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "catalogue_category_translation"
        constraints = [
            models.UniqueConstraint(fields=["category", "language"], name="catalogue_category_language"),
            models.CheckConstraint(condition=Q(language__in=["en", "hy"]), name="catalogue_category_known_language"),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What a shopper chooses; what is sold is one of its variants. `version` counts its edits."""

    handle = models.TextField(unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    brand = models.TextField(blank=True, default="")
    tax_category = models.TextField(default="standard")
    status = models.TextField(default="draft")
    kind = models.TextField(default="other")
    popularity = models.BigIntegerField(default=0)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["draft", "active", "archived"]), name="catalogue_product_status"),
            models.CheckConstraint(
                condition=Q(kind__in=["furniture", "clothing", "cosmetics", "other"]), name="catalogue_product_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.handle


class ProductTranslation(models.Model):
    """A product's words in one language, as typed."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="translations")
    language = models.TextField()
    name = models.TextField()
    description = models.TextField(blank=True, default="")

    class Meta:
        db_table = "catalogue_product_translation"
        constraints = [
            models.UniqueConstraint(fields=["product", "language"], name="catalogue_product_language"),
            models.CheckConstraint(condition=Q(language__in=["en", "hy"]), name="catalogue_product_known_language"),
        ]

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """One article: what has a price, a weight, a barcode and a place on a shelf."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.TextField(unique=True)
    barcode = models.TextField(unique=True, null=True)  # noqa: DJ001 - unique: no barcode is none, not an empty one
    options = models.JSONField(default=dict)
    weight_grams = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(Upper("sku"), name="catalogue_variant_any_case")]
        constraints = [
            models.CheckConstraint(condition=Q(weight_grams__gte=0), name="catalogue_variant_weight"),
            models.CheckConstraint(condition=~Q(sku=""), name="catalogue_variant_has_sku"),
        ]

    def __str__(self) -> str:
        return self.sku


class OptionWord(models.Model):
    """The word for an option (`value` empty) or for one of its values, in one language."""

    option = models.TextField()
    value = models.TextField(blank=True, default="")
    language = models.TextField()
    name = models.TextField()
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "catalogue_option_word"
        constraints = [
            models.UniqueConstraint(fields=["option", "value", "language"], name="catalogue_option_language"),
            models.CheckConstraint(condition=Q(language__in=["en", "hy"]), name="catalogue_option_known_language"),
        ]

    def __str__(self) -> str:
        return f"{self.option} {self.value}"


class Media(models.Model):
    """A picture of a product, or of one of its variants."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="media")
    variant = models.ForeignKey(Variant, null=True, on_delete=models.CASCADE)
    path = models.TextField()
    alt_en = models.TextField(blank=True, default="")
    alt_hy = models.TextField(blank=True, default="")
    position = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["product", "position"], name="catalogue_media_order")]

    def __str__(self) -> str:
        return self.path


class Listing(models.Model):
    """A product as lists see it: narrow, so that thousands are counted and sorted in a moment.

    `facets` holds "colour:oak"; `sort_en` and `sort_hy` are its names as they are compared.
    """

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE)
    status = models.TextField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, db_index=False)
    popularity = models.BigIntegerField(default=0)
    published_at = models.DateTimeField()
    sort_en = models.TextField(db_collation="C")
    sort_hy = models.TextField(db_collation="C")
    facets = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["status", "-popularity", "product"], name="catalogue_listing_popular"),
            models.Index(fields=["status", "-published_at", "-product"], name="catalogue_listing_newest"),
            models.Index(fields=["status", "sort_en", "product"], name="catalogue_listing_by_name_en"),
            models.Index(fields=["status", "sort_hy", "product"], name="catalogue_listing_by_name_hy"),
            models.Index(fields=["category", "status", "-popularity", "product"], name="catalogue_listing_category"),
            GinIndex(fields=["facets"], name="catalogue_listing_facets"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class ListingWords(models.Model):
    """Every lexeme a product is found by, and what hits are ranked by; wide, and so apart from its listing.

    `name_lexemes` come from its names, brand and category; `lexemes` from everything said of it.
    """

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="listing_words")
    status = models.TextField()
    popularity = models.BigIntegerField(default=0)
    name_lexemes = SearchVectorField()
    lexemes = SearchVectorField()

    class Meta:
        db_table = "catalogue_listing_words"
        indexes = [GinIndex(fields=["lexemes"], name="catalogue_listing_words_gin")]

    def __str__(self) -> str:
        return str(self.product_id)


class Word(models.Model):
    """One lexeme of the vocabulary: how many products on sale have it, and how to find it from a misspelling.

    `shown` is the word to show for it (a stem is no word); `deletions` are its spellings with one or two letters left
    out (see docs/decisions/0020-search.md); `latin` is how it sounds in Latin letters, for Armenian words.
    """

    lexeme = models.TextField(primary_key=True, db_collation="C")
    shown = models.TextField()
    latin = models.TextField(blank=True, default="")
    listings = models.IntegerField(default=0)
    deletions = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["deletions"], name="catalogue_word_deletions"),
        ]

    def __str__(self) -> str:
        return self.shown
