"""The families of articles: what each is called, costs, weighs, comes in, when it sells and why it comes back."""

from __future__ import annotations

from dataclasses import dataclass

from kamurj.catalogue.contracts import ProductKind

EVEN = (1.0,) * 12
WINTER = (1.5, 1.3, 0.9, 0.6, 0.4, 0.3, 0.3, 0.4, 0.9, 1.4, 1.8, 1.9)
SUMMER = (0.4, 0.5, 0.9, 1.3, 1.7, 1.8, 1.6, 1.2, 0.9, 0.6, 0.4, 0.5)
GIFTS = (0.8, 1.3, 1.6, 0.9, 0.9, 0.8, 0.8, 0.8, 0.9, 0.9, 1.1, 2.2)
MOVING = (0.8, 0.8, 1.0, 1.1, 1.2, 1.1, 1.0, 1.2, 1.3, 1.1, 0.9, 0.7)
"""How many times the average month each month sells, January first; every row averages about 1."""


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of article. Prices are whole drams; `axes` are the options its variants differ in.

    `season` and `return_rate` with `return_reasons` (reason → weight) belong to the ground truth.
    """

    drawing: str
    category: str
    kind: ProductKind
    english: str
    armenian: str
    designs: int
    drams: tuple[int, int]
    weight_grams: tuple[int, int]
    axes: tuple[str, ...]
    season: tuple[float, ...]
    return_rate: float
    return_reasons: dict[str, float]
    about: tuple[tuple[str, str], ...]


FURNITURE_BACK = {"not_as_described": 3, "changed_mind": 3, "damaged": 2, "too_large": 2}
CLOTHES_BACK = {"too_small": 4, "too_large": 3, "changed_mind": 2, "not_as_described": 1}
COSMETICS_BACK = {"not_as_described": 3, "changed_mind": 2, "damaged": 1, "wrong_item": 1}

FURNITURE = (
    Family("sofa", "sofas", ProductKind.FURNITURE, "sofa", "բազմոց", 18, (189_000, 690_000), (42_000, 96_000), ("colour",), MOVING, 0.06, FURNITURE_BACK,
           (("Deep seats on a frame of solid beech, with covers that come off for washing.", "Խորը նստատեղեր ամուր հաճարենու կմախքի վրա՝ լվանալու համար հանվող ծածկոցներով։"),
            ("Made for long evenings: the cushions keep their shape for years.", "Ստեղծված է երկար երեկոների համար․ բարձիկները տարիներով պահում են ձևը։"))),
    Family("armchair", "armchairs", ProductKind.FURNITURE, "armchair", "բազկաթոռ", 16, (69_000, 249_000), (14_000, 31_000), ("colour",), MOVING, 0.06, FURNITURE_BACK,
           (("A chair to read in, with a high back and soft wool upholstery.", "Ընթերցելու բազկաթոռ՝ բարձր թիկնակով և փափուկ բրդյա պաստառով։"),
            ("Its legs are turned by hand, its springs are steel.", "Ոտքերը ձեռքով են տաշված, զսպանակները՝ պողպատից։"))),
    Family("table", "tables", ProductKind.FURNITURE, "dining table", "ճաշասեղան", 18, (89_000, 420_000), (24_000, 62_000), ("wood", "width"), MOVING, 0.04, FURNITURE_BACK,
           (("A table for the whole family, oiled by hand.", "Սեղան ամբողջ ընտանիքի համար՝ ձեռքով յուղված։"),
            ("Every top shows its own grain; no two are the same.", "Յուրաքանչյուր երես ունի իր նախշը․ երկու նույնը չկա։"))),
    Family("chair", "chairs", ProductKind.FURNITURE, "chair", "աթոռ", 18, (24_000, 89_000), (4_200, 8_800), ("colour",), MOVING, 0.04, FURNITURE_BACK,
           (("Light enough for one hand, strong enough for a feast.", "Թեթև է մեկ ձեռքի համար և ամուր՝ խնջույքի համար։"),
            ("Stacks of four fit into a corner.", "Չորսն իրար վրա տեղավորվում են մի անկյունում։"))),
    Family("cabinet", "storage", ProductKind.FURNITURE, "cabinet", "պահարան", 16, (79_000, 390_000), (28_000, 88_000), ("wood", "width"), MOVING, 0.05, FURNITURE_BACK,
           (("Doors and drawers that close softly.", "Դռներ և դարակներ, որոնք փակվում են մեղմորեն։"),
            ("The back is finished too, so it may stand in the middle of a room.", "Հետևի կողմը նույնպես մշակված է, ուստի կարող է կանգնել սենյակի մեջտեղում։"))),
    Family("bookcase", "storage", ProductKind.FURNITURE, "bookcase", "գրապահարան", 14, (49_000, 210_000), (18_000, 54_000), ("wood",), MOVING, 0.04, FURNITURE_BACK,
           (("Shelves that carry forty kilos each and can be moved.", "Շարժական դարակներ, որոնցից յուրաքանչյուրը կրում է քառասուն կիլոգրամ։"),
            ("Fixes to the wall with two screws, which are in the box.", "Ամրացվում է պատին երկու պտուտակով, որոնք տուփի մեջ են։"))),
    Family("bed", "beds", ProductKind.FURNITURE, "bed", "մահճակալ", 14, (139_000, 480_000), (38_000, 84_000), ("colour", "width"), MOVING, 0.05, FURNITURE_BACK,
           (("A bed that does not creak, with slats of birch.", "Չճռռացող մահճակալ՝ կեչու ձողերով։"),
            ("The headboard is padded; the covers come off.", "Գլխատեղը փափուկ է, ծածկոցները հանվում են։"))),
    Family("lamp", "lamps", ProductKind.FURNITURE, "lamp", "լամպ", 18, (14_900, 79_000), (1_400, 7_200), ("colour",), GIFTS, 0.05, {"damaged": 4, "changed_mind": 2, "not_as_described": 2},
           (("A warm light that can be dimmed by a turn of the stem.", "Տաք լույս, որը մեղմանում է բռնակի մեկ պտույտով։"),
            ("The shade is linen, the cord is woven.", "Լուսամփոփը վուշից է, լարը՝ հյուսված։"))),
    Family("rug", "rugs", ProductKind.FURNITURE, "rug", "գորգ", 18, (39_000, 390_000), (3_800, 16_000), ("colour", "width"), WINTER, 0.05, FURNITURE_BACK,
           (("Woven of Armenian wool, in patterns that grandmothers would know.", "Գործված է հայկական բրդից՝ տատիկներին ծանոթ նախշերով։"),
            ("Natural dyes, and a back that does not slip.", "Բնական ներկեր և չսահող հիմք։"))),
)

CLOTHING = (
    Family("shirt", "t-shirts", ProductKind.CLOTHING, "T-shirt", "շապիկ", 22, (6_900, 18_900), (140, 260), ("colour", "size"), SUMMER, 0.12, CLOTHES_BACK,
           (("Organic cotton, washed once before it is sewn.", "Օրգանական բամբակ՝ կարելուց առաջ մեկ անգամ լվացված։"),
            ("Keeps its colour and its shape at forty degrees.", "Քառասուն աստիճանում պահում է գույնն ու ձևը։"))),
    Family("blouse", "shirts", ProductKind.CLOTHING, "shirt", "վերնաշապիկ", 20, (14_900, 39_900), (180, 340), ("colour", "size"), EVEN, 0.15, CLOTHES_BACK,
           (("A shirt of fine poplin with mother-of-pearl buttons.", "Նուրբ պոպլինից վերնաշապիկ՝ սադափե կոճակներով։"),
            ("Cut a little longer at the back.", "Հետևից մի փոքր ավելի երկար է ձևված։"))),
    Family("sweater", "sweaters", ProductKind.CLOTHING, "sweater", "սվիտեր", 22, (24_900, 69_900), (420, 860), ("colour", "size"), WINTER, 0.14, CLOTHES_BACK,
           (("Knitted of merino wool in Gyumri.", "Գործված է Գյումրիում՝ մերինոսի բրդից։"),
            ("Warm without weight; a border of old lozenges.", "Տաք է և թեթև․ հնաոճ շեղանկյունների եզրազարդով։"))),
    Family("trousers", "trousers", ProductKind.CLOTHING, "trousers", "տաբատ", 22, (19_900, 49_900), (380, 720), ("colour", "size"), EVEN, 0.22, CLOTHES_BACK,
           (("A high waist, deep pockets and a cloth that gives a little.", "Բարձր գոտկատեղ, խորը գրպաններ և մի փոքր ձգվող կտոր։"),
            ("The hem can be let down by four centimetres.", "Ծալքը կարելի է երկարացնել չորս սանտիմետրով։"))),
    Family("skirt", "skirts", ProductKind.CLOTHING, "skirt", "կիսաշրջազգեստ", 18, (14_900, 44_900), (260, 520), ("colour", "size"), SUMMER, 0.16, CLOTHES_BACK,
           (("Falls in soft pleats and moves with every step.", "Իջնում է փափուկ ծալքերով և շարժվում ամեն քայլի հետ։"),
            ("Lined, with a hidden pocket.", "Աստառով է, թաքնված գրպանով։"))),
    Family("dress", "dresses", ProductKind.CLOTHING, "dress", "զգեստ", 22, (24_900, 79_900), (280, 620), ("colour", "size"), SUMMER, 0.2, CLOTHES_BACK,
           (("A dress for a wedding in the garden or a walk on the Cascade.", "Զգեստ պարտեզի հարսանիքի կամ Կասկադով զբոսնելու համար։"),
            ("Viscose from wood, cool on the skin.", "Փայտից ստացված վիսկոզ՝ հով մաշկի վրա։"))),
    Family("jacket", "jackets", ProductKind.CLOTHING, "jacket", "բաճկոն", 20, (39_900, 129_000), (680, 1_600), ("colour", "size"), WINTER, 0.16, CLOTHES_BACK,
           (("Half lined, half canvassed, easy in the shoulders.", "Կիսաստառով, ազատ ուսերով։"),
            ("Wool that sheds a short rain.", "Բուրդ, որը չի վախենում կարճ անձրևից։"))),
    Family("scarf", "scarves", ProductKind.CLOTHING, "scarf", "շարֆ", 16, (9_900, 34_900), (120, 280), ("colour",), WINTER, 0.05, {"changed_mind": 3, "not_as_described": 2},
           (("Long enough to go round twice.", "Բավական երկար է երկու անգամ փաթաթվելու համար։"),
            ("Woven in Vanadzor, fringed by hand.", "Գործված է Վանաձորում, ծոպերը՝ ձեռքով։"))),
)

COSMETICS = (
    Family("lipstick", "lips", ProductKind.COSMETICS, "lipstick", "շրթներկ", 18, (4_900, 14_900), (22, 34), ("shade",), GIFTS, 0.07, {"not_as_described": 5, "changed_mind": 2},
           (("One stroke, full colour, and lips that do not feel painted.", "Մեկ շարժում, լիարժեք գույն և չներկվածի զգացողություն։"),
            ("With apricot oil.", "Ծիրանի յուղով։"))),
    Family("nail-polish", "nails", ProductKind.COSMETICS, "nail polish", "եղունգների լաք", 14, (2_900, 6_900), (40, 70), ("shade",), SUMMER, 0.03, COSMETICS_BACK,
           (("Dries in a minute and shines for a week.", "Չորանում է մեկ րոպեում և փայլում մեկ շաբաթ։"),
            ("Free of seven things your nails do not need.", "Առանց յոթ նյութերի, որոնք եղունգներին պետք չեն։"))),
    Family("cream", "skin", ProductKind.COSMETICS, "face cream", "դեմքի քսուք", 16, (7_900, 29_900), (90, 240), ("volume",), EVEN, 0.04, COSMETICS_BACK,
           (("Rich in the evening, light in the morning.", "Սննդարար՝ երեկոյան, թեթև՝ առավոտյան։"),
            ("With grape-seed oil from Areni.", "Արենիի խաղողի կորիզի յուղով։"))),
    Family("bottle", "skin", ProductKind.COSMETICS, "body lotion", "մարմնի լոսյոն", 16, (5_900, 19_900), (120, 320), ("scent", "volume"), EVEN, 0.03, COSMETICS_BACK,
           (("Sinks in at once and leaves only the scent.", "Իսկույն ներծծվում է և թողնում միայն բույրը։"),
            ("In glass that comes back to be filled again.", "Ապակե շշով, որը կարելի է վերալիցքավորել։"))),
    Family("perfume", "perfume", ProductKind.COSMETICS, "perfume", "օծանելիք", 16, (19_900, 69_900), (240, 420), ("volume",), GIFTS, 0.03, COSMETICS_BACK,
           (("Opens with apricot blossom and stays with cedar.", "Բացվում է ծիրանի ծաղկով և մնում մայրիով։"),
            ("Composed in Yerevan.", "Ստեղծված է Երևանում։"))),
    Family("mascara", "eyes", ProductKind.COSMETICS, "mascara", "թարթիչների տուշ", 12, (4_900, 12_900), (24, 36), ("shade",), EVEN, 0.05, COSMETICS_BACK,
           (("Lashes one by one, without a lump.", "Թարթիչները՝ մեկ առ մեկ, առանց գնդիկների։"),
            ("Stays in the rain, goes with warm water.", "Դիմանում է անձրևին, հեռանում տաք ջրով։"))),
    Family("palette", "eyes", ProductKind.COSMETICS, "eyeshadow palette", "աչքի ստվերների հավաքածու", 12, (9_900, 24_900), (110, 190), ("shade",), GIFTS, 0.05, COSMETICS_BACK,
           (("Matt and shimmer for a whole year of evenings.", "Անփայլ և փայլուն երանգներ ամբողջ տարվա երեկոների համար։"),
            ("The mirror stands by itself.", "Հայելին կանգնում է ինքնուրույն։"))),
    Family("soap", "bath", ProductKind.COSMETICS, "soap", "օճառ", 16, (1_900, 5_900), (90, 140), ("scent",), EVEN, 0.01, COSMETICS_BACK,
           (("Boiled in small kettles, cut by hand.", "Եփված է փոքր կաթսաներում, կտրված՝ ձեռքով։"),
            ("Olive oil, mountain herbs and nothing more.", "Ձիթապտղի յուղ, լեռնային խոտաբույսեր և ուրիշ ոչինչ։"))),
)

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
