"""The tree of categories: writing its rows, keeping every path true, and the listings under what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kamurj.catalogue import listing
from kamurj.catalogue.errors import CategoryInsideItself
from kamurj.foundation.database import sql
from kamurj.kernel.ids import CategoryId, ProductId

State = dict[int, tuple[Any, ...]]


def state() -> State:
    """What listings depend on: each category's path and names. Keeps other changes of the tree waiting."""
    sql.execute("LOCK TABLE catalogue_category IN SHARE ROW EXCLUSIVE MODE")
    return _state()


def _state() -> State:
    found = sql.rows(
        """
        SELECT c.id, c.path, (SELECT jsonb_object_agg(language, name) FROM catalogue_category_translation
                               WHERE category_id = c.id)
          FROM catalogue_category c
        """
    )
    return {row[0]: row[1:] for row in found}


def store(handle: str, parent: int | None, position: int) -> CategoryId:
    """Write one category by its handle; `settle` gives it its path."""
    return CategoryId(
        sql.scalar(
            """
            INSERT INTO catalogue_category (handle, parent_id, position, path) VALUES (%s, %s, %s, '{}')
                ON CONFLICT (handle) DO UPDATE SET parent_id = excluded.parent_id, position = excluded.position
            RETURNING id
            """,
            (handle, parent, position),
        )
    )


def name(category: CategoryId, names: Mapping[str, str]) -> None:
    """Write its names in the languages given."""
    sql.execute(
        """
        INSERT INTO catalogue_category_translation (category_id, language, name)
        SELECT %s, * FROM unnest(%s::text[], %s::text[])
            ON CONFLICT (category_id, language) DO UPDATE SET name = excluded.name
        """,
        (category, list(names), list(names.values())),
    )


def forget(category: CategoryId) -> None:
    """Take away a category in which nothing lies, with its names."""
    sql.execute("DELETE FROM catalogue_category_translation WHERE category_id = %s", (category,))
    sql.execute("DELETE FROM catalogue_category WHERE id = %s", (category,))


def settle(before: State) -> None:
    """Bring all paths up to date, and the listings of products under every category that differs from `before`.

    Raises CategoryInsideItself if some category is not to be reached from a root.
    """
    sql.execute(
        """
        WITH RECURSIVE reached AS (
            SELECT id, ARRAY[id] AS path FROM catalogue_category WHERE parent_id IS NULL
            UNION ALL
            SELECT c.id, up.path || c.id FROM catalogue_category c JOIN reached up ON c.parent_id = up.id
        )
        UPDATE catalogue_category c SET path = coalesce(r.path, '{}')
          FROM catalogue_category every LEFT JOIN reached r USING (id)
         WHERE every.id = c.id AND c.path IS DISTINCT FROM coalesce(r.path, '{}')
        """
    )
    after = _state()
    if any(not path for path, _ in after.values()):
        raise CategoryInsideItself
    changed = [category for category, seen in after.items() if before.get(category) != seen]
    found = sql.rows(
        """
        SELECT p.id FROM catalogue_product p JOIN catalogue_category c ON c.id = p.category_id
         WHERE c.path && %s::bigint[] ORDER BY p.id
        """,
        (changed,),
    )
    if found:
        listing.refresh([ProductId(row[0]) for row in found])
