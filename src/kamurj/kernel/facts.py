"""Facts: what happened, in the past tense, as the log keeps it."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fact:
    """The base of every fact. The class name is its type in the log; a change of meaning raises `version`."""

    version: ClassVar[int] = 1


FactT = TypeVar("FactT", bound=Fact)


def encode(value: object) -> Any:
    """Turn a fact (or anything in it) into what JSON can say: dataclasses to objects, ids and moments to text."""
    kind: Any = type(value)
    return value if kind in _PLAIN else _encoder(kind)(value)


_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _encoder(kind: type) -> Callable[[Any], Any]:  # noqa: PLR0911 - one line a type reads as a table
    """How values of one type are encoded; looked up once a type, because histories encode millions of values."""
    if issubclass(kind, Enum):
        return lambda value: value.value
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
        return lambda value: {name: encode(getattr(value, name)) for name in names}
    if issubclass(kind, UUID | Decimal):
        return str
    if issubclass(kind, datetime | date | time):
        return lambda value: value.isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {str(key): encode(item) for key, item in value.items()}
    if issubclass(kind, tuple | list | set | frozenset):
        return lambda value: [encode(item) for item in value]
    if issubclass(kind, str | int | float):
        return lambda value: value
    raise TypeError(f"A fact cannot hold a {kind.__name__}.")


def decode(fact: type[FactT], payload: Mapping[str, Any]) -> FactT:
    """Build the fact again from its payload, by its type hints; members that only another version knows are left out."""
    return cast("FactT", _build(fact, payload))


@cache
def _hints(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def _build(shape: Any, value: Any) -> Any:
    if isinstance(shape, typing.NewType):
        return _build(shape.__supertype__, value)
    origin = typing.get_origin(shape)
    if origin in (typing.Union, types.UnionType):
        return _build_one_of(typing.get_args(shape), value)
    if origin in (tuple, list, set, frozenset):
        return _build_several(origin, typing.get_args(shape), value)
    if origin is not None and isinstance(value, Mapping):
        key_shape, item_shape = typing.get_args(shape)
        return {_build(key_shape, key): _build(item_shape, item) for key, item in value.items()}
    if isinstance(shape, type):
        return _build_plain(shape, value)
    return value


def _build_one_of(shapes: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    known = [shape for shape in shapes if shape is not type(None)]
    if len(known) > 1:
        raise TypeError(f"A fact's member has one shape or none, not one of {known}: the log could not tell them apart.")
    return _build(known[0], value)


def _build_several(origin: Any, shapes: tuple[Any, ...], values: Any) -> Any:
    if origin is tuple and Ellipsis not in shapes:
        return tuple(_build(shape, value) for shape, value in zip(shapes, values, strict=True))
    return origin(_build(shapes[0], value) for value in values)


def _build_plain(shape: type, value: Any) -> Any:
    if is_dataclass(shape):
        hints = _hints(shape)
        return shape(**{f.name: _build(hints[f.name], value[f.name]) for f in fields(shape) if f.name in value})
    if shape in (datetime, date, time):
        return shape.fromisoformat(value)
    if shape is float:
        return float(value)
    if issubclass(shape, Enum | UUID | Decimal | int) and shape is not bool:
        return shape(value)
    return value
