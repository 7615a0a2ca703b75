"""Catalogue: what can be sold, how it is named in each language, and how it is found.

Holds always: an SKU and a barcode name one variant; the variants of a product differ in the same options;
what a person typed is stored as typed (pages escape it); the listing and the vocabulary that search reads are
derived from the other tables and can be rebuilt from them at any time.
Tells: ProductCreated, ProductChanged, ProductArchived, CategoryChanged, CategoryRemoved, OptionChanged, OptionRemoved.
"""
