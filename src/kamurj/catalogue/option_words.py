"""The words of one option or value: reading them for a change, and taking them away."""

from __future__ import annotations

from dataclasses import dataclass

from kamurj.foundation.database import sql


@dataclass(frozen=True, slots=True)
class Words:
    """What an option or value is called, and where it stands among its like."""

    names: dict[str, str]
    position: int

    def told(self) -> dict[str, object]:
        """As a fact says it."""
        return {"names": self.names, "position": self.position}


def locked(option: str, value: str) -> Words | None:
    """Its words, if it has any; others who change options wait until the transaction ends."""
    sql.execute("LOCK TABLE catalogue_option_word IN SHARE ROW EXCLUSIVE MODE")
    found = sql.row(
        "SELECT jsonb_object_agg(language, name), max(position) FROM catalogue_option_word WHERE option = %s AND value = %s",
        (option, value),
    )
    return None if found is None or found[0] is None else Words(*found)


def variants_with(option: str, value: str) -> int:
    """How many variants, on sale or not, have this option, or this value of it."""
    if value:
        return int(sql.scalar("SELECT count(*) FROM catalogue_variant WHERE options ->> %s = %s", (option, value)))
    return int(sql.scalar("SELECT count(*) FROM catalogue_variant WHERE jsonb_exists(options, %s)", (option,)))


def named_values(option: str) -> int:
    """How many of its values have words."""
    return int(
        sql.scalar(
            "SELECT count(DISTINCT value) FROM catalogue_option_word WHERE option = %s AND value <> ''",
            (option,),
        )
    )


def forget(option: str, value: str) -> None:
    """Take its words away."""
    sql.execute("DELETE FROM catalogue_option_word WHERE option = %s AND value = %s", (option, value))
