"""The vocabulary: every lexeme that finds a product on sale, how often, and the keys by which a misspelling reaches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kamurj.catalogue.rules.latin import key_of_armenian
from kamurj.catalogue.rules.question import LATIN_MARK
from kamurj.catalogue.rules.spelling import deletions
from kamurj.catalogue.rules.words import is_armenian
from kamurj.foundation.database import sql
from kamurj.kernel.ids import ProductId

Entry = tuple[str, str, str, list[str]]


def entry(lexeme: str, shown: str) -> Entry:
    """A lexeme's row: itself, the word shown for it, its sound, its keys. Numbers and SKUs are never a correction."""
    if not lexeme.isalpha():
        return lexeme, shown, "", []
    sound = key_of_armenian(lexeme) if is_armenian(lexeme) else ""
    keys = set(deletions(lexeme)) | {LATIN_MARK + key for key in (deletions(sound) if sound else ())}
    return lexeme, shown, sound, sorted(keys)


def lock() -> None:
    """Keep others from moving counts until the transaction ends; taken after the products' own locks, as everywhere."""
    sql.execute("LOCK TABLE catalogue_word IN SHARE ROW EXCLUSIVE MODE")


def counted(products: Sequence[ProductId]) -> Counter[str]:
    """In how many of these products, as far as they are on sale, each lexeme stands now."""
    found = sql.rows(
        "SELECT tsvector_to_array(lexemes) FROM catalogue_listing_words WHERE product_id = ANY(%s) AND status = 'active'",
        (list(products),),
    )
    return Counter(lexeme for (lexemes,) in found for lexeme in lexemes)


def move_counts(*, before: Mapping[str, int], after: Mapping[str, int], shown: Mapping[str, str]) -> None:
    """Bring the counts from before a change to after it; locks the words that differ, in their order."""
    moves = {
        lexeme: after.get(lexeme, 0) - before.get(lexeme, 0)
        for lexeme in sorted({*before, *after})
        if after.get(lexeme, 0) != before.get(lexeme, 0)
    }
    if not moves:
        return
    entries = [entry(lexeme, shown.get(lexeme, lexeme)) for lexeme in moves]
    sql.execute(
        """
        INSERT INTO catalogue_word AS w (lexeme, shown, latin, deletions, listings)
        SELECT lexeme, shown, latin, deletions::text[], greatest(moved, 0)
          FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
            AS m (lexeme, shown, latin, deletions, moved)
         ORDER BY lexeme COLLATE "C"
            ON CONFLICT (lexeme) DO UPDATE
           SET listings = greatest(w.listings + (%s::jsonb ->> w.lexeme)::int, 0),
               shown = CASE WHEN excluded.shown = w.lexeme THEN excluded.shown ELSE w.shown END
        """,
        (*_columns(entries), list(moves.values()), _json(moves)),
    )


def add_missing(shown: Mapping[str, str]) -> None:
    """Add the lexemes that have no row yet, with a count of zero; `recount` follows."""
    known = {row[0] for row in sql.rows("SELECT lexeme FROM catalogue_word WHERE lexeme = ANY(%s)", (list(shown),))}
    missing = (entry(lexeme, shown[lexeme]) for lexeme in sorted(shown.keys() - known))
    sql.execute("CREATE TEMPORARY TABLE IF NOT EXISTS catalogue_new_word (LIKE catalogue_word) ON COMMIT DROP")
    sql.execute("TRUNCATE catalogue_new_word")
    columns = ("lexeme", "shown", "latin", "deletions", "listings")
    sql.copy("catalogue_new_word", columns, ((*row, 0) for row in missing))
    sql.execute(
        """
        INSERT INTO catalogue_word (lexeme, shown, latin, deletions, listings)
        SELECT lexeme, shown, latin, deletions, listings FROM catalogue_new_word ORDER BY lexeme
            ON CONFLICT DO NOTHING
        """
    )


def recount() -> None:
    """Count every lexeme over the products on sale, forget those that are gone, and tidy the indexes for reading."""
    sql.execute(
        """
        UPDATE catalogue_word w SET listings = now.listings
          FROM (SELECT known.lexeme, coalesce(s.ndoc, 0) AS listings
                  FROM catalogue_word known
                  LEFT JOIN ts_stat('SELECT lexemes FROM catalogue_listing_words WHERE status = ''active''') s
                    ON s.word = known.lexeme) now
         WHERE w.lexeme = now.lexeme AND w.listings <> now.listings
        """
    )
    sql.execute("DELETE FROM catalogue_word WHERE listings = 0")
    sql.rows(
        """
        SELECT gin_clean_pending_list('catalogue_listing_words_gin'), gin_clean_pending_list('catalogue_listing_facets'),
               gin_clean_pending_list('catalogue_word_deletions')
        """
    )
    sql.execute("ANALYZE catalogue_word, catalogue_listing, catalogue_listing_words")


def _columns(entries: Sequence[Entry]) -> list[list[str]]:
    lexemes, shown, latin, keys = zip(*entries, strict=True)
    return [list(lexemes), list(shown), list(latin), [_array(some) for some in keys]]


def _array(keys: Iterable[str]) -> str:
    """An array as text, to travel inside an array: keys hold letters and `~` only."""
    return "{" + ",".join(f'"{key}"' for key in keys) + "}"


def _json(moves: Mapping[str, int]) -> str:
    return "{" + ",".join(f'"{lexeme}":{moved}' for lexeme, moved in moves.items()) + "}"
