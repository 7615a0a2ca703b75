"""Words that make articles: colours, materials, sizes, and the names of collections, in English and Armenian."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour: its code and words, how it looks, and the family that tastes are known by."""

    code: str
    english: str
    armenian: str
    hex: str
    family: str


FABRICS = (
    Colour("oat", "Oat", "Վարսակագույն", "#d9cbb2", "sand"),
    Colour("sand", "Sand", "Ավազագույն", "#c9a66b", "sand"),
    Colour("terracotta", "Terracotta", "Աղյուսագույն", "#b5533c", "terracotta"),
    Colour("apricot", "Apricot", "Ծիրանագույն", "#e39a63", "terracotta"),
    Colour("pomegranate", "Pomegranate", "Նռնագույն", "#8f2638", "terracotta"),
    Colour("forest", "Forest green", "Անտառային կանաչ", "#2f5d50", "green"),
    Colour("sage", "Sage", "Եղեսպակագույն", "#8c9a7b", "green"),
    Colour("sevan", "Sevan blue", "Սևանի կապույտ", "#35618f", "blue"),
    Colour("night", "Night blue", "Գիշերային կապույտ", "#27364f", "blue"),
    Colour("basalt", "Basalt", "Բազալտագույն", "#4a4a4d", "grey"),
    Colour("pearl", "Pearl", "Մարգարտագույն", "#e8e2d8", "grey"),
    Colour("lilac", "Lilac", "Յասամանագույն", "#9f8bb0", "lilac"),
)
WOODS = (
    Colour("oak", "Oak", "Կաղնի", "#c8a27a", "sand"),
    Colour("walnut", "Walnut", "Ընկուզենի", "#7a5236", "terracotta"),
    Colour("ash", "Ash", "Հացենի", "#dcc9a6", "sand"),
    Colour("black-oak", "Black oak", "Սև կաղնի", "#3d342e", "grey"),
    Colour("white", "White", "Սպիտակ", "#eee9e0", "grey"),
)
SHADES = (
    Colour("pomegranate-red", "Pomegranate red", "Նռան կարմիր", "#a11d33", "red"),
    Colour("apricot-nude", "Apricot nude", "Ծիրանի մեղմ", "#d59a7e", "nude"),
    Colour("rosehip", "Rosehip", "Մասուրի", "#c4515a", "red"),
    Colour("plum", "Plum", "Սալորի", "#6d2f4f", "plum"),
    Colour("grape", "Grape", "Խաղողի", "#4b2f5e", "plum"),
    Colour("fig", "Fig", "Թզի", "#7c4a57", "nude"),
    Colour("coral", "Coral", "Մարջանի", "#e2725b", "red"),
    Colour("cherry", "Cherry", "Կեռասի", "#7e1a2b", "red"),
    Colour("quince", "Quince", "Սերկևիլի", "#d8b64f", "nude"),
    Colour("tuff", "Tuff rose", "Տուֆի վարդագույն", "#c98f86", "nude"),
)
SCENTS = (
    Colour("apricot", "Apricot", "Ծիրան", "#e9a46a", "fruit"),
    Colour("rose", "Rose", "Վարդ", "#d88a9a", "flower"),
    Colour("mint", "Mountain mint", "Լեռնային անանուխ", "#8fb59a", "herb"),
    Colour("thyme", "Thyme", "Ուրց", "#8c9a6a", "herb"),
    Colour("honey", "Honey", "Մեղր", "#d9ab4e", "fruit"),
    Colour("pomegranate", "Pomegranate", "Նուռ", "#a33a4c", "fruit"),
)
SIZES = ("XS", "S", "M", "L", "XL", "XXL")
VOLUMES = {"30": ("30 ml", "30 մլ"), "50": ("50 ml", "50 մլ"), "100": ("100 ml", "100 մլ"), "200": ("200 ml", "200 մլ")}
WIDTHS = {
    "small": ("Small", "Փոքր"),
    "medium": ("Medium", "Միջին"),
    "large": ("Large", "Մեծ"),
}

COLLECTIONS = (
    ("Ani", "Անի"),
    ("Ararat", "Արարատ"),
    ("Arpi", "Արփի"),
    ("Aragats", "Արագած"),
    ("Areni", "Արենի"),
    ("Artsakh", "Արցախ"),
    ("Azat", "Ազատ"),
    ("Byurakan", "Բյուրական"),
    ("Debed", "Դեբեդ"),
    ("Dilijan", "Դիլիջան"),
    ("Garni", "Գառնի"),
    ("Geghard", "Գեղարդ"),
    ("Gosh", "Գոշ"),
    ("Haghpat", "Հաղպատ"),
    ("Hrazdan", "Հրազդան"),
    ("Ijevan", "Իջևան"),
    ("Jermuk", "Ջերմուկ"),
    ("Kars", "Կարս"),
    ("Khosrov", "Խոսրով"),
    ("Lori", "Լոռի"),
    ("Masis", "Մասիս"),
    ("Meghri", "Մեղրի"),
    ("Nairi", "Նաիրի"),
    ("Noravank", "Նորավանք"),
    ("Odzun", "Օձուն"),
    ("Parz", "Պարզ"),
    ("Sanahin", "Սանահին"),
    ("Sasun", "Սասուն"),
    ("Sevan", "Սևան"),
    ("Shirak", "Շիրակ"),
    ("Sis", "Սիս"),
    ("Syunik", "Սյունիք"),
    ("Talin", "Թալին"),
    ("Tatev", "Տաթև"),
    ("Tavush", "Տավուշ"),
    ("Urmia", "Ուրմիա"),
    ("Van", "Վան"),
    ("Vayk", "Վայք"),
    ("Vorotan", "Որոտան"),
    ("Zangezur", "Զանգեզուր"),
    ("Zvartnots", "Զվարթնոց"),
    ("Anahit", "Անահիտ"),
    ("Astghik", "Աստղիկ"),
    ("Gayane", "Գայանե"),
    ("Hayk", "Հայկ"),
    ("Nane", "Նանե"),
    ("Naira", "Նաիրա"),
    ("Shushan", "Շուշան"),
    ("Tigran", "Տիգրան"),
    ("Vahagn", "Վահագն"),
)
"""Names of places and of old stories: each names one design of a family."""
