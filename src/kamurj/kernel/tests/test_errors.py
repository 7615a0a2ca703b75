from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class TooFew(KamurjError):
    code = "test.too_few"
    kind = Kind.CONFLICT
    message = N_("Only {free} are left.")


def test_a_refusal_reads_as_a_sentence_and_keeps_its_parameters():
    refusal = TooFew(free=2)
    assert str(refusal) == "Only 2 are left."
    assert refusal.params == {"free": 2}
    assert refusal.kind is Kind.CONFLICT


def test_a_refusal_without_words_of_its_own_says_what_to_do():
    assert str(KamurjError()) == "This did not work. Please try again."
