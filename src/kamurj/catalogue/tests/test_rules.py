from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.catalogue.rules import armenian, english, latin, question, spelling
from kamurj.catalogue.rules.words import lexemes, normalise, words, words_to_find, words_to_store

ARMENIAN = "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"

armenian_words = st.text(alphabet=ARMENIAN, min_size=4, max_size=12)
latin_words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Սև և ՍՊԻՏԱԿ", "սև և սպիտակ"),
        ("Սեւ եւ սպիտակ", "սև և սպիտակ"),
        ("բազմո՞ց, այո՜, ահա՛", "բազմոց, այո, ահա"),
        ("բազ\u00adմոց\u200b", "բազմոց"),
        ("Café", "cafe"),
        ("women's", "women"),
        ("140×200", "140x200"),
    ],
)
def test_spellings_of_one_text_compare_equal(typed: str, compared: str) -> None:
    assert normalise(typed) == compared


def test_hyphens_make_several_words_and_are_stored_as_one_too() -> None:
    assert words("T-shirt for women") == ["t", "shirt", "women"]
    assert words_to_store("T-shirt") == {"t", "shirt", "tshirt"}


def test_a_question_has_at_most_eight_different_words() -> None:
    assert words_to_find("a b c d e f g h i j k sofa sofa") == ["b", "c", "d", "e", "f", "g", "h", "i"]


FORMS = {
    "սեղան": "սեղանը սեղանի սեղանին սեղանից սեղանով սեղանում սեղաններ սեղանները սեղանների սեղաններին սեղաններից",
    "շապիկ": "շապիկը շապկի շապկին շապիկներ շապիկներով",
    "հայելի": "հայելին հայելու հայելուց հայելիով հայելիներ հայելիների",
    "գուլպա": "գուլպան գուլպայի գուլպայից գուլպաներ գուլպաներով",
    "վերարկու": "վերարկուն վերարկուի վերարկուներ",
    "գույն": "գույնը գույնի գույներ գույների",
    "բուրդ": "բուրդը բրդի բրդից բրդե բրդյա",
    "կաղնի": "կաղնու կաղնուց կաղնե",
    "կաշի": "կաշվից կաշվե կաշի",
    "մետաքս": "մետաքսի մետաքսից մետաքսե մետաքսյա",
    "կին": "կանանց կանացի կնոջ",
    "տղամարդ": "տղամարդու տղամարդկանց",
}


@pytest.mark.parametrize(("word", "form"), [(word, form) for word, forms in FORMS.items() for form in forms.split()])
def test_forms_of_an_armenian_word_share_a_lexeme(word: str, form: str) -> None:
    assert lexemes(word) & lexemes(form)


@pytest.mark.parametrize(
    ("one", "other"), [("սեղան", "սենյակ"), ("բարձ", "բարձր"), ("կոշիկ", "կոշտ"), ("սպիտակ", "սպասք"), ("աթոռ", "աթար")]
)
def test_different_armenian_words_share_none(one: str, other: str) -> None:
    assert not lexemes(one) & lexemes(other)


@given(word=armenian_words)
def test_regular_endings_never_part_a_word_from_its_forms(word: str) -> None:
    for ending in ("ը", "ի", "ից", "ով", "ներ", "ները", "ների", "ներից"):
        assert armenian.stems(word) & armenian.stems(word + ending)


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        (("chair", "chairs"), "chair"),
        (("dress", "dresses"), "dress"),
        (("accessory", "accessories"), "accessory"),
        (("shelf", "shelves", "shelving"), "shelf"),
        (("glove", "gloves"), "glov"),
        (("wool", "woolen", "woollen"), "wool"),
        (("colour", "color", "colours", "colored"), "color"),
        (("moisturiser", "moisturizer"), "moisturizer"),
        (("glass", "glasses"), "glass"),
        (("bed", "beds"), "bed"),
        (("ring", "rings"), "ring"),
    ],
)
def test_forms_of_an_english_word_have_one_stem(forms: tuple[str, ...], stem: str) -> None:
    assert {english.stem(form) for form in forms} == {stem}


@pytest.mark.parametrize(
    ("armenian_word", "typed"),
    [
        ("բազմոց", ("bazmoc", "bazmots", "bazmotz")),
        ("շապիկ", ("shapik", "shapiq")),
        ("խոհանոց", ("xohanoc", "khohanots")),
        ("ոսկի", ("voski", "oski")),
        ("երեխա", ("yerekha", "erexa")),
        ("ճաշասեղան", ("chashaseghan",)),
        ("սուրճ", ("surch", "sourch", "soorch")),
    ],
)
def test_every_habit_of_latin_letters_sounds_the_same(armenian_word: str, typed: tuple[str, ...]) -> None:
    assert {latin.keys_of_latin(word)[0] for word in typed} == {latin.key_of_armenian(armenian_word)}


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("sofa", "sofa", 0), ("sofa", "soffa", 1), ("sofa", "osfa", 1), ("sofa", "safe", 2), ("sofa", "wardrobe", 3)],
)
def test_distance_counts_letters_and_swaps(one: str, other: str, slips: int) -> None:
    assert spelling.distance(one, other, limit=2) == slips


@given(one=latin_words, other=latin_words)
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert spelling.distance(one, other, limit=2) == spelling.distance(other, one, limit=2)


@given(word=st.one_of(latin_words, armenian_words), slip=st.sampled_from("-+~="), place=st.integers(0, 11))
def test_a_word_with_one_slip_always_shares_a_key(word: str, slip: str, place: int) -> None:
    place %= len(word)
    slipped = {
        "-": word[:place] + word[place + 1 :],
        "+": word[:place] + "q" + word[place:],
        "~": word[:place] + "q" + word[place + 1 :],
        "=": word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    }[slip]
    if spelling.allowed_edits(slipped):
        assert spelling.distance(slipped, word, limit=2) <= 1
        assert spelling.deletions(slipped) & spelling.deletions(word)


def test_the_keys_of_a_long_word_are_bounded() -> None:
    assert len(spelling.deletions("abcdefghijklmnopqrstuvwxyz")) == 56
    assert spelling.deletions("sev") == {"sev"}


@given(text=st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    asked = question.ask(text)
    assert len(asked.words) <= 8
    assert all(word.isalnum() for word in asked.words)
    assert "\x00" not in asked.code
    asked.code.encode()
