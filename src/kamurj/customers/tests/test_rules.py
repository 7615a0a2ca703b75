import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.customers.contracts import Contact, ContactKind
from kamurj.customers.errors import (
    ContactNeeded,
    InvalidAnonymousId,
    InvalidEmail,
    InvalidName,
    InvalidPhone,
    NameTooLong,
)
from kamurj.customers.rules import contacts, names


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Ani   Petrosyan ", "Ani Petrosyan"),
        ("<b>Ani</b>", "<b>Ani</b>"),
        ("Robert'); DROP TABLE", "Robert'); DROP TABLE"),
        ("Անի 👩🏽‍🚀", "Անի 👩🏽‍🚀"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("e\u0301", "é"),
        ("", ""),
    ],
)
def test_a_name_is_kept_as_it_is_written(written, kept):
    assert names.clean(written) == kept


@pytest.mark.parametrize("written", ["a\x00b", "a\x1bb", "a\u202eb", "a\u2066b", "a\u200bb", "\ud800", "a\u2028b"])
def test_characters_nobody_can_see_are_refused(written):
    with pytest.raises(InvalidName):
        names.clean(written)


def test_a_name_has_an_end():
    assert names.clean("x" * 100) == "x" * 100
    with pytest.raises(NameTooLong):
        names.clean("x" * 101)


@pytest.mark.parametrize(
    ("full", "parts"),
    [("Ani Petrosyan", ("Ani", "Petrosyan")), ("Anna Maria de Luca", ("Anna Maria de", "Luca")), ("Cher", ("Cher", ""))],
)
def test_a_full_name_is_split_at_its_last_word(full, parts):
    assert names.split(full) == parts


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Պետրոսյան", "petrosyan"),
        ("ՊԵՏՐՈՍՅԱՆ", "petrosyan"),
        ("Հակոբ", "hakob"),
        ("Ռուբեն", "ruben"),
        ("Սևակ", "sevak"),
        ("ՍԵՒԱԿ", "sevak"),
        ("François", "francois"),
        ("Straße", "strasse"),
    ],
)
def test_names_are_compared_in_one_script_without_case_and_accents(name, key):
    assert names.key(name) == key


@given(st.text(max_size=100))
def test_a_key_is_its_own_key_and_fits(text):
    key = names.key(text)
    assert len(key) <= 200
    assert key == " ".join(key.split())


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ani.P+shop@Example.COM ", "ani.p+shop@example.com"),
        ("ani@օրինակ.հայ", "ani@xn--y9atn0a2c3a.xn--y9a3aq"),
        ("անի@example.am", "անի@example.am"),
        ("a@mail.example.co.uk", "a@mail.example.co.uk"),
    ],
)
def test_an_email_is_kept_in_one_way(written, kept):
    assert contacts.email(written) == kept
    assert contacts.email(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ani",
        "@example.com",
        "ani@",
        "ani@example",
        "a b@example.com",
        "ani@exa mple.com",
        "ani@-a.com",
        "ani@a..com",
        ".ani@a.com",
        "a..b@a.com",
        "ani@1.2.3.4",
        "ani\x00@a.com",
        "x" * 65 + "@a.com",
        "a@" + "b" * 260 + ".com",
        "a@b@c.com,d@e.com",
    ],
)
def test_what_is_no_email_is_refused(written):
    with pytest.raises(InvalidEmail):
        contacts.email(written)


@pytest.mark.parametrize(
    ("written", "language", "country", "kept"),
    [
        ("091 23 45 67", "hy", None, "+37491234567"),
        ("+374 (91) 23-45-67", "en", None, "+37491234567"),
        ("(415) 555-2671", "en", None, "+14155552671"),
        ("091 234567", "en", None, "+37491234567"),
        ("020 7946 0958", "en", "GB", "+442079460958"),
        ("00374 91 234567", "hy", None, "+37491234567"),
    ],
)
def test_a_phone_number_is_kept_with_its_country(written, language, country, kept):
    assert contacts.phone(written, language=language, country=country) == kept


@pytest.mark.parametrize("written", ["", "12", "phone", "+374 1", "0" * 50, "\x00"])
def test_what_is_no_phone_number_is_refused(written):
    with pytest.raises(InvalidPhone):
        contacts.phone(written, language="hy")


def test_one_contact_at_least_is_needed():
    with pytest.raises(ContactNeeded):
        contacts.points(Contact(email=" ", phone=""), language="en")
    both = contacts.points(Contact(email="A@b.am", phone="091234567"), language="hy")
    assert both == [(ContactKind.EMAIL, "a@b.am"), (ContactKind.PHONE, "+37491234567")]


@pytest.mark.parametrize("nobody", ["", "0000-0000", "null", "-1", "Anonymous", "undefined", "x" * 201, "a\x00b"])
def test_a_word_that_stands_for_everybody_is_no_device(nobody):
    with pytest.raises(InvalidAnonymousId):
        contacts.anonymous_id(nobody)


@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_a_contact_or_a_refusal(text):
    for read in (contacts.email, lambda typed: contacts.phone(typed, language="hy")):
        try:
            kept = read(text)
        except (InvalidEmail, InvalidPhone):
            continue
        assert "\x00" not in kept
        assert len(kept) <= contacts.EMAIL_LIMIT
