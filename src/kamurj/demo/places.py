"""Where the demo retailer is: twelve stores in eight regions of Armenia, two in California, a warehouse in each country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from kamurj.kernel.geo import Position
from kamurj.locations.contracts import Hours, LocationKind, LocationRow, SpecialDayRow, WeekHours

ARMENIA = ("AM", "AMD", "Asia/Yerevan")
CALIFORNIA = ("US", "USD", "America/Los_Angeles")


@dataclass(frozen=True, slots=True)
class Place:
    """A location and what is true of it in the demo: `weight` is its share of store trade, `taste` what its region likes.

    `taste` multiplies the chance of an article kind or colour family: part of the ground truth.
    """

    row: LocationRow
    weight: float
    taste: dict[str, float]


def _week(weekdays: tuple[int, int], weekend: tuple[int, int]) -> tuple[WeekHours, ...]:
    return tuple(
        WeekHours(weekday=day, opens=time(span[0]), closes=time(span[1]))
        for day in range(7)
        for span in (weekend if day >= 5 else weekdays,)
    )


MALL = _week((10, 22), (10, 22))
STREET = _week((10, 21), (11, 20))
TOWN = _week((10, 19), (11, 18))
ALL_WEEK = _week((8, 20), (9, 17))


def special_days(country: str, years: range) -> tuple[SpecialDayRow, ...]:
    """Public holidays on which the stores are closed or open shorter."""
    if country == "AM":
        closed, short = ((1, 1), (1, 2)), ((12, 31), (4, 24))
    else:
        closed, short = ((12, 25), (1, 1)), ((12, 24), (12, 31))
    return tuple(
        SpecialDayRow(date=date(year, month, day), spans=spans)
        for year in years
        for spans, days in (((), closed), ((Hours(opens=time(11), closes=time(17)),), short))
        for month, day in days
    )


def _place(  # noqa: PLR0913 - one row of the table below
    code: str,
    names: tuple[str, str],
    addresses: tuple[str, str],
    region: str,
    at: tuple[float, float],
    phone: str,
    *,
    week: tuple[WeekHours, ...] = STREET,
    weight: float = 0,
    taste: dict[str, float] | None = None,
    kind: LocationKind = LocationKind.STORE,
) -> Place:
    country, currency, zone = CALIFORNIA if region.startswith("US") else ARMENIA
    row = LocationRow(
        code=code,
        kind=kind,
        name_en=names[0],
        name_hy=names[1],
        region=region,
        country=country,
        currency=currency,
        position=Position(*at),
        time_zone=zone,
        address_en=addresses[0],
        address_hy=addresses[1],
        phone=phone,
        week=week,
        special_days=special_days(country, range(2025, 2029)),
    )
    return Place(row=row, weight=weight, taste=taste or {})


CITY = {"clothing": 1.15, "cosmetics": 1.25}
MOUNTAIN = {"sweater": 1.9, "jacket": 1.7, "scarf": 1.8, "rug": 1.5, "dress": 0.7, "lamp": 1.2}
NORTH = {"furniture": 1.2, "bookcase": 1.5, "blue": 1.4, "sweater": 1.3}
SOUTH = {"terracotta": 1.6, "dress": 1.4, "soap": 1.6, "rug": 1.3, "jacket": 0.7}
COAST = {"dress": 1.5, "shirt": 1.4, "perfume": 1.3, "sweater": 0.4, "jacket": 0.5, "scarf": 0.5, "rug": 1.6, "sand": 1.5}

PLACES = (
    _place(
        "YER-NA",
        ("Northern Avenue", "Հյուսիսային պողոտա"),
        ("5 Northern Avenue, Yerevan", "Հյուսիսային պող. 5, Երևան"),
        "AM-ER",
        (40.1826, 44.5147),
        "+37410500101",
        weight=2.2,
        taste=CITY,
    ),
    _place(
        "YER-DG",
        ("Dalma Garden", "Դալմա Գարդեն"),
        ("3 Tsitsernakaberd Highway, Yerevan", "Ծիծեռնակաբերդի խճ. 3, Երևան"),
        "AM-ER",
        (40.1795, 44.4877),
        "+37410500102",
        week=MALL,
        weight=2.0,
        taste=CITY,
    ),
    _place(
        "YER-KO",
        ("Komitas", "Կոմիտաս"),
        ("38 Komitas Avenue, Yerevan", "Կոմիտասի պող. 38, Երևան"),
        "AM-ER",
        (40.2056, 44.5116),
        "+37410500103",
        weight=1.3,
        taste={"furniture": 1.2},
    ),
    _place(
        "YER-MO",
        ("Malatia", "Մալաթիա"),
        ("34 Arshakunyats Avenue, Yerevan", "Արշակունյաց պող. 34, Երևան"),
        "AM-ER",
        (40.1567, 44.5006),
        "+37410500104",
        week=MALL,
        weight=1.5,
        taste=CITY,
    ),
    _place(
        "GYU-01",
        ("Gyumri, Vardanants Square", "Գյումրի, Վարդանանց հրապարակ"),
        ("12 Vardanants Square, Gyumri", "Վարդանանց հր. 12, Գյումրի"),
        "AM-SH",
        (40.7852, 43.8417),
        "+37431250105",
        week=TOWN,
        weight=1.1,
        taste=NORTH,
    ),
    _place(
        "VAN-01",
        ("Vanadzor", "Վանաձոր"),
        ("25 Tigran Mets Avenue, Vanadzor", "Տիգրան Մեծի պող. 25, Վանաձոր"),
        "AM-LO",
        (40.8128, 44.4883),
        "+37432250106",
        week=TOWN,
        weight=0.9,
        taste=NORTH,
    ),
    _place(
        "DIL-01",
        ("Dilijan", "Դիլիջան"),
        ("6 Sharambeyan Street, Dilijan", "Շարամբեյան փող. 6, Դիլիջան"),
        "AM-TV",
        (40.7417, 44.8636),
        "+37426850107",
        week=TOWN,
        weight=0.6,
        taste=MOUNTAIN,
    ),
    _place(
        "SEV-01",
        ("Sevan", "Սևան"),
        ("41 Nairyan Street, Sevan", "Նաիրյան փող. 41, Սևան"),
        "AM-GR",
        (40.5484, 44.9487),
        "+37426150108",
        week=TOWN,
        weight=0.5,
        taste=MOUNTAIN,
    ),
    _place(
        "ABO-01",
        ("Abovyan", "Աբովյան"),
        ("5 Hanrapetutyan Street, Abovyan", "Հանրապետության փող. 5, Աբովյան"),
        "AM-KT",
        (40.2739, 44.6256),
        "+37422250109",
        week=TOWN,
        weight=0.8,
        taste={"furniture": 1.3},
    ),
    _place(
        "ART-01",
        ("Artashat", "Արտաշատ"),
        ("14 Isakov Street, Artashat", "Իսակովի փող. 14, Արտաշատ"),
        "AM-AR",
        (39.9539, 44.5506),
        "+37423550110",
        week=TOWN,
        weight=0.6,
        taste=SOUTH,
    ),
    _place(
        "GOR-01",
        ("Goris", "Գորիս"),
        ("3 Syunik Street, Goris", "Սյունիքի փող. 3, Գորիս"),
        "AM-SU",
        (39.5111, 46.3389),
        "+37428450111",
        week=TOWN,
        weight=0.4,
        taste=SOUTH,
    ),
    _place(
        "KAP-01",
        ("Kapan", "Կապան"),
        ("20 Shahumyan Street, Kapan", "Շահումյան փող. 20, Կապան"),
        "AM-SU",
        (39.2075, 46.4058),
        "+37428550112",
        week=TOWN,
        weight=0.4,
        taste=SOUTH,
    ),
    _place(
        "GLE-01",
        ("Glendale", "Գլենդել"),
        ("210 South Brand Boulevard, Glendale", "Սաութ Բրենդ բուլվար 210, Գլենդել"),
        "US-CA",
        (34.1432, -118.2551),
        "+18185550113",
        week=MALL,
        weight=1.2,
        taste=COAST,
    ),
    _place(
        "PAS-01",
        ("Pasadena", "Պասադենա"),
        ("36 East Colorado Boulevard, Pasadena", "Իսթ Կոլորադո բուլվար 36, Պասադենա"),
        "US-CA",
        (34.1458, -118.1489),
        "+16265550114",
        weight=0.8,
        taste=COAST,
    ),
    _place(
        "WH-AM",
        ("Warehouse Yerevan", "Երևանի պահեստ"),
        ("12 Bagratunyats Street, Yerevan", "Բագրատունյաց փող. 12, Երևան"),
        "AM-ER",
        (40.1312, 44.4801),
        "+37410500120",
        week=ALL_WEEK,
        kind=LocationKind.WAREHOUSE,
    ),
    _place(
        "WH-US",
        ("Warehouse Los Angeles", "Լոս Անջելեսի պահեստ"),
        ("2400 East Slauson Avenue, Los Angeles", "Իսթ Սլոսոն պողոտա 2400, Լոս Անջելես"),
        "US-CA",
        (33.9889, -118.2294),
        "+13235550121",
        week=ALL_WEEK,
        kind=LocationKind.WAREHOUSE,
    ),
)

STORES = tuple(place for place in PLACES if place.row.kind is LocationKind.STORE)
