"""A small shop to search in: real words of both languages, as a merchandiser would type them."""

from __future__ import annotations

from kamurj.catalogue.contracts import CategoryRow, MediaRow, NewVariant, OptionRow, ProductKind, ProductRow, ProductWords

CATEGORIES = [
    CategoryRow("furniture", {"en": "Furniture", "hy": "Կահույք"}),
    CategoryRow("sofas", {"en": "Sofas", "hy": "Բազմոցներ"}, "furniture"),
    CategoryRow("tables", {"en": "Tables", "hy": "Սեղաններ"}, "furniture", 1),
    CategoryRow("chairs", {"en": "Chairs", "hy": "Աթոռներ"}, "furniture", 2),
    CategoryRow("bedroom", {"en": "Bedroom", "hy": "Ննջասենյակ"}, "furniture", 3),
    CategoryRow("home", {"en": "Home", "hy": "Տուն"}, None, 1),
    CategoryRow("clothing", {"en": "Clothing", "hy": "Հագուստ"}, None, 2),
    CategoryRow("women", {"en": "Women", "hy": "Կանանց"}, "clothing"),
    CategoryRow("men", {"en": "Men", "hy": "Տղամարդկանց"}, "clothing", 1),
    CategoryRow("cosmetics", {"en": "Cosmetics", "hy": "Կոսմետիկա"}, None, 3),
]

OPTIONS = [
    OptionRow("colour", {"en": "Colour", "hy": "Գույն"}),
    OptionRow("colour", {"en": "Black", "hy": "Սև"}, "black", 1),
    OptionRow("colour", {"en": "White", "hy": "Սպիտակ"}, "white", 2),
    OptionRow("colour", {"en": "Red", "hy": "Կարմիր"}, "red", 3),
    OptionRow("colour", {"en": "Blue", "hy": "Կապույտ"}, "blue", 4),
    OptionRow("colour", {"en": "Oak", "hy": "Կաղնի"}, "oak", 5),
    OptionRow("size", {"en": "Size", "hy": "Չափ"}, position=1),
    OptionRow("size", {"en": "S", "hy": "S"}, "s", 1),
    OptionRow("size", {"en": "M", "hy": "M"}, "m", 2),
    OptionRow("size", {"en": "L", "hy": "L"}, "l", 3),
]

_PRODUCTS = """
ararat-sofa|sofas|furniture|Ararat three-seat sofa|A deep sofa in soft leather for the living room.|Արարատ եռատեղ բազմոց|Խորը բազմոց փափուկ կաշվից՝ հյուրասենյակի համար։|black,white
sevan-corner-sofa|sofas|furniture|Sevan corner sofa|Corner sofa with storage, linen cover.|Սևան անկյունային բազմոց|Անկյունային բազմոց պահոցով, վուշե պաստառով։|blue
oak-dining-table|tables|furniture|Dining table of solid oak|Seats six; oiled by hand.|Ճաշասեղան՝ ամբողջական կաղնուց|Վեց հոգու համար, ձեռքով յուղված։|oak
coffee-table|tables|furniture|Round coffee table|A low glass table.|Կլոր սուրճի սեղան|Ցածր ապակե սեղան։|black,oak
writing-desk|tables|furniture|Writing desk|A desk with two drawers for your study.|Գրասեղան|Երկու դարակով գրասեղան աշխատասենյակի համար։|oak,white
dining-chair|chairs|furniture|Dining chair with padded seat|Wooden legs, velvet seat.|Ճաշասենյակի աթոռ՝ փափուկ նստատեղով|Փայտե ոտքեր, թավշյա նստատեղ։|red,blue
armchair|chairs|furniture|Reading armchair|High back, wool cover.|Ընթերցանության բազկաթոռ|Բարձր թիկնակ, բրդյա պաստառ։|red
double-bed|bedroom|furniture|Double bed|A bed frame of pine.|Երկտեղանոց մահճակալ|Սոճուց շրջանակ։|white
mattress|bedroom|furniture|Orthopaedic mattress|Firm on one side, soft on the other.|Օրթոպեդիկ ներքնակ|Մի կողմը կոշտ է, մյուսը՝ փափուկ։|white
wardrobe|bedroom|furniture|Wardrobe with sliding doors|Two doors, one mirror, four shelves.|Զգեստապահարան՝ սահող դռներով|Երկու դուռ, մեկ հայելի, չորս դարակ։|oak,white
wall-mirror|home|furniture|Wall mirror|A round mirror in a brass frame.|Պատի հայելի|Կլոր հայելի արույրե շրջանակով։|black
bookshelf|home|furniture|Bookshelf|Five shelves for books.|Գրապահարան|Հինգ դարակ գրքերի համար։|oak
floor-lamp|home|furniture|Floor lamp|Warm light over your armchair.|Հատակի լամպ|Ջերմ լույս բազկաթոռի վրա։|black
wool-carpet|home|furniture|Wool carpet|Woven by hand in Artsakh patterns.|Բրդյա գորգ|Ձեռագործ՝ արցախյան նախշերով։|red
curtains|home|furniture|Linen curtains|A pair of light curtains.|Վուշե վարագույրներ|Թեթև վարագույրների զույգ։|white
pillow|home|furniture|Down pillow|Soft pillow, cotton cover.|Փետրե բարձ|Փափուկ բարձ, բամբակյա երեսպաստառով։|white
blanket|home|furniture|Knitted blanket|A warm blanket for winter evenings.|Գործված վերմակ|Տաք վերմակ ձմեռային երեկոների համար։|blue,red
silk-dress|women|clothing|Silk evening dress|A long dress of pure silk.|Մետաքսե երեկոյան զգեստ|Երկար զգեստ մաքուր մետաքսից։|red,black
summer-dress|women|clothing|Cotton summer dress|A light dress with flowers.|Բամբակյա ամառային զգեստ|Ծաղկավոր թեթև զգեստ։|blue
blouse|women|clothing|Women's blouse|Satin blouse with long sleeves.|Կանացի բլուզ|Ատլասե բլուզ երկար թևքերով։|white
skirt|women|clothing|Pleated skirt|A knee-length skirt.|Ծալքավոր կիսաշրջազգեստ|Մինչև ծունկը։|black
leather-bag|women|clothing|Leather handbag|A handbag of calf leather.|Կաշվե պայուսակ|Ձեռքի պայուսակ հորթի կաշվից։|black
mens-shirt|men|clothing|Men's linen shirt|A shirt for hot days.|Տղամարդու վուշե վերնաշապիկ|Վերնաշապիկ շոգ օրերի համար։|white,blue
t-shirt|men|clothing|T-shirt of organic cotton|Plain, round neck.|Շապիկ՝ օրգանական բամբակից|Միագույն, կլոր օձիքով։|black,white
trousers|men|clothing|Wool trousers|Straight cut.|Բրդյա տաբատ|Ուղիղ ձևվածք։|black
winter-coat|men|clothing|Winter coat|A warm coat of wool and cashmere.|Ձմեռային վերարկու|Տաք վերարկու բրդից և կաշմիրից։|black
leather-shoes|men|clothing|Leather shoes|Shoes with rubber soles.|Կաշվե կոշիկներ|Կոշիկներ ռետինե ներբանով։|black
scarf|men|clothing|Cashmere scarf|Soft scarf, two shades.|Կաշմիրե շարֆ|Փափուկ շարֆ։|red
leather-belt|men|clothing|Leather belt|Brass buckle.|Կաշվե գոտի|Արույրե ճարմանդ։|black
socks|men|clothing|Wool socks|Three pairs.|Բրդյա գուլպաներ|Երեք զույգ։|blue
lipstick|cosmetics|cosmetics|Matte lipstick|Stays for eight hours.|Փայլատ շրթներկ|Մնում է ութ ժամ։|red
face-cream|cosmetics|cosmetics|Moisturising face cream|With apricot oil from the Ararat valley.|Խոնավեցնող դեմքի քսուք|Արարատյան դաշտի ծիրանի յուղով։|white
shampoo|cosmetics|cosmetics|Herbal shampoo|For dry hair, with thyme.|Բուսական շամպուն|Չոր մազերի համար, ուրցով։|white
perfume|cosmetics|cosmetics|Pomegranate perfume|Notes of pomegranate and rose.|Նռան օծանելիք|Նռան և վարդի նոտաներ։|red
hand-soap|cosmetics|cosmetics|Hand soap|Soap with honey.|Ձեռքի օճառ|Մեղրով օճառ։|white
nail-polish|cosmetics|cosmetics|Nail polish|Dries in a minute.|Եղունգների լաք|Չորանում է մեկ րոպեում։|red,blue
"""  # noqa: E501 - one product a line


def products() -> list[ProductRow]:
    """The rows of the shop: one variant a colour, clothing in three sizes of each."""
    return [_row(number, line.split("|")) for number, line in enumerate(_PRODUCTS.strip().splitlines())]


def _row(number: int, fields: list[str]) -> ProductRow:
    handle, category, kind, name_en, text_en, name_hy, text_hy, colours = fields
    sizes = ("s", "m", "l") if kind == "clothing" else ("",)
    variants = [
        NewVariant(
            sku=f"{handle[:8].upper()}-{number}-{colour[:3].upper()}{size.upper()}",
            options={"colour": colour} | ({"size": size} if size else {}),
            barcode=f"485{number:04}{place}{sizes.index(size)}",
            weight_grams=500,
        )
        for place, colour in enumerate(colours.split(","))
        for size in sizes
    ]
    return ProductRow(
        handle=handle,
        category=category,
        words={"en": ProductWords(name_en, text_en), "hy": ProductWords(name_hy, text_hy)},
        variants=tuple(variants),
        brand="Kamurj Home" if kind == "furniture" else "",
        kind=ProductKind(kind),
        media=(MediaRow(f"products/{handle}.svg", {"en": f"Picture: {name_en}", "hy": f"Նկար՝ {name_hy}"}),),
        popularity=100 - number,
    )
