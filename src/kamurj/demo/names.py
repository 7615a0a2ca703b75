"""Given and family names, in Latin and Armenian letters, as people here really have them."""

GIVEN = (
    ("Anna", "Աննա"), ("Mariam", "Մարիամ"), ("Lilit", "Լիլիթ"), ("Ani", "Անի"), ("Gayane", "Գայանե"), ("Hasmik", "Հասմիկ"),
    ("Narine", "Նարինե"), ("Anahit", "Անահիտ"), ("Sona", "Սոնա"), ("Tatev", "Տաթև"), ("Nare", "Նարե"), ("Arpine", "Արփինե"),
    ("Astghik", "Աստղիկ"), ("Karine", "Կարինե"), ("Lusine", "Լուսինե"), ("Armine", "Արմինե"), ("Milena", "Միլենա"),
    ("Elen", "Ելեն"), ("Ruzanna", "Ռուզաննա"), ("Varduhi", "Վարդուհի"), ("Zaruhi", "Զարուհի"), ("Nune", "Նունե"),
    ("Davit", "Դավիթ"), ("Tigran", "Տիգրան"), ("Hayk", "Հայկ"), ("Armen", "Արմեն"), ("Gor", "Գոռ"), ("Aram", "Արամ"),
    ("Narek", "Նարեկ"), ("Karen", "Կարեն"), ("Vahe", "Վահե"), ("Ashot", "Աշոտ"), ("Samvel", "Սամվել"), ("Gevorg", "Գևորգ"),
    ("Hovhannes", "Հովհաննես"), ("Levon", "Լևոն"), ("Sargis", "Սարգիս"), ("Artur", "Արթուր"), ("Mher", "Մհեր"),
    ("Suren", "Սուրեն"), ("Rafael", "Ռաֆայել"), ("Eduard", "Էդուարդ"),
)  # fmt: skip
FAMILY = (
    ("Hakobyan", "Հակոբյան"), ("Harutyunyan", "Հարությունյան"), ("Sargsyan", "Սարգսյան"), ("Hovhannisyan", "Հովհաննիսյան"),
    ("Grigoryan", "Գրիգորյան"), ("Petrosyan", "Պետրոսյան"), ("Vardanyan", "Վարդանյան"), ("Karapetyan", "Կարապետյան"),
    ("Khachatryan", "Խաչատրյան"), ("Gevorgyan", "Գևորգյան"), ("Mkrtchyan", "Մկրտչյան"), ("Avetisyan", "Ավետիսյան"),
    ("Martirosyan", "Մարտիրոսյան"), ("Galstyan", "Գալստյան"), ("Manukyan", "Մանուկյան"), ("Abrahamyan", "Աբրահամյան"),
    ("Poghosyan", "Պողոսյան"), ("Simonyan", "Սիմոնյան"), ("Stepanyan", "Ստեփանյան"), ("Danielyan", "Դանիելյան"),
    ("Melikyan", "Մելիքյան"), ("Babayan", "Բաբայան"), ("Ghazaryan", "Ղազարյան"), ("Tumanyan", "Թումանյան"),
    ("Zakaryan", "Զաքարյան"), ("Baghdasaryan", "Բաղդասարյան"), ("Nersisyan", "Ներսիսյան"), ("Barseghyan", "Բարսեղյան"),
    ("Muradyan", "Մուրադյան"), ("Arakelyan", "Առաքելյան"), ("Yeghiazaryan", "Եղիազարյան"), ("Margaryan", "Մարգարյան"),
)  # fmt: skip

SPELLINGS = (("kh", "x"), ("gh", "g"), ("ch", "tch"), ("ts", "c"), ("yan", "ian"), ("y", "i"), ("hov", "ov"), ("ev", "yev"))
"""How the same name is written by another hand in Latin letters: the everyday reason why one person is kept twice."""
