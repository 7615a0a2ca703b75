from tests.architecture.messages import marked_sentences, placeholders, translations, wordings


def test_sentences_are_found_in_python_and_in_templates():
    places = [marked.place for marked in marked_sentences()]
    assert any(".py:" in place for place in places)
    assert any(".html:" in place for place in places)


def test_every_marked_sentence_is_said_in_armenian():
    known = translations("hy")
    assert [
        f"{marked.place} {marked.sentence!r}"
        for marked in marked_sentences()
        if not all(known.get((marked.context, marked.sentence), ("",)))
    ] == []


def test_a_translation_fills_in_what_the_sentence_fills_in():
    known = translations("hy")
    assert [
        f"{marked.place} {marked.sentence!r} → {said!r}"
        for marked in marked_sentences()
        for said in known.get((marked.context, marked.sentence), ())
        if (said and not placeholders(said) <= placeholders(marked.sentence) | placeholders(marked.plural or ""))
        or (said and marked.plural is None and placeholders(said) != placeholders(marked.sentence))
    ] == []


def test_no_armenian_sentence_is_left_in_english():
    letters = {chr(code) for code in range(0x531, 0x588)}
    known = translations("hy")
    same_in_every_language = {"Kamurj", "English", "SKU", "Kamurj API"}
    assert [
        sentence
        for (_context, sentence), said in known.items()
        if sentence not in same_in_every_language
        and any(len(word) > 3 and word.isascii() and word.isalpha() for word in sentence.split())
        and not any(set(one) & letters for one in said)
    ] == []


def test_a_sentence_is_translated_the_same_way_in_every_file():
    assert [(sentence, said) for (_context, sentence), said in wordings("hy").items() if len(said) > 1] == []
