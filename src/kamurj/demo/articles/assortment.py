"""The whole assortment, and the menu it hangs in."""

from __future__ import annotations

from kamurj.demo.articles.clothing import CLOTHING
from kamurj.demo.articles.cosmetics import COSMETICS
from kamurj.demo.articles.furniture import FURNITURE

FAMILIES = FURNITURE + CLOTHING + COSMETICS

CATEGORIES = (
    ("furniture", None, "Furniture", "Կահույք"),
    ("sofas", "furniture", "Sofas", "Բազմոցներ"),
    ("armchairs", "furniture", "Armchairs", "Բազկաթոռներ"),
    ("tables", "furniture", "Tables", "Սեղաններ"),
    ("chairs", "furniture", "Chairs", "Աթոռներ"),
    ("storage", "furniture", "Cabinets and shelves", "Պահարաններ և դարակներ"),
    ("beds", "furniture", "Beds", "Մահճակալներ"),
    ("lamps", "furniture", "Lamps", "Լամպեր"),
    ("rugs", "furniture", "Rugs", "Գորգեր"),
    ("clothing", None, "Clothing", "Հագուստ"),
    ("t-shirts", "clothing", "T-shirts", "Շապիկներ"),
    ("shirts", "clothing", "Shirts", "Վերնաշապիկներ"),
    ("sweaters", "clothing", "Sweaters", "Սվիտերներ"),
    ("trousers", "clothing", "Trousers", "Տաբատներ"),
    ("skirts", "clothing", "Skirts", "Կիսաշրջազգեստներ"),
    ("dresses", "clothing", "Dresses", "Զգեստներ"),
    ("jackets", "clothing", "Jackets", "Բաճկոններ"),
    ("scarves", "clothing", "Scarves", "Շարֆեր"),
    ("cosmetics", None, "Beauty", "Գեղեցկություն"),
    ("lips", "cosmetics", "Lips", "Շուրթեր"),
    ("nails", "cosmetics", "Nails", "Եղունգներ"),
    ("skin", "cosmetics", "Skin care", "Մաշկի խնամք"),
    ("perfume", "cosmetics", "Perfume", "Օծանելիք"),
    ("eyes", "cosmetics", "Eyes", "Աչքեր"),
    ("bath", "cosmetics", "Bath", "Լոգանք"),
)
"""Handle, parent, English and Armenian name, in the order of the menu."""
