"""A contract for import-linter: outsiders see a room's public modules only, whatever else the room is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

HOUSE = "kamurj"
FOUNDATION = f"{HOUSE}.foundation"
WITHOUT_DOORS = frozenset({"kernel", "config", "commands", "channels", "journeys", "demo", "importers", "foundation"})
"""Packages that are no rooms: the kernel is public as a whole, and nothing under the upper floors may call them anyway."""


class DoorsContract(Contract):  # type: ignore[misc]  # import-linter leaves its fields untyped
    """No import from outside a room reaches past `doors`; `kamurj.config` may also use `for_config`."""

    doors = fields.SetField(subfield=fields.StringField())
    for_config = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's own signature
        """Look at every import of a room's module."""
        del verbose
        broken = sorted(self._broken(graph))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who reached past which door."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}, which is private to its room.", bold=False)

    def _broken(self, graph: ImportGraph) -> Iterable[tuple[str, str]]:
        for room in rooms(graph):
            for module in graph.find_descendants(room):
                for importer in graph.find_modules_that_directly_import(module):
                    if not self._is_allowed(importer, module, room):
                        yield importer, module

    def _is_allowed(self, importer: str, module: str, room: str) -> bool:
        if importer.startswith(f"{room}.") or importer == room or _is_test(importer):
            return True
        door = module.removeprefix(f"{room}.").split(".")[0]
        doors: set[str] = set(self.doors)  # type: ignore[call-overload]  # a SetField is a set on the instance
        config: set[str] = set(self.for_config or ())  # type: ignore[call-overload]
        return door in doors or (importer.startswith(f"{HOUSE}.config.") and door in config)


def rooms(graph: ImportGraph) -> list[str]:
    """Every capability: the packages of the house that are neither kernel, foundation nor one of the upper floors."""
    return sorted(room for room in graph.find_children(HOUSE) if _is_room(graph, room))


def _is_room(graph: ImportGraph, module: str) -> bool:
    return module.rsplit(".", 1)[-1] not in WITHOUT_DOORS and bool(graph.find_children(module))


def _is_test(module: str) -> Any:
    return ".tests" in module or module.endswith(".conftest")
