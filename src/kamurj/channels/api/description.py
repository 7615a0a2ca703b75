"""Completing the OpenAPI description: who may call, keys, problems, and an example of everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from kamurj.channels.api.callers import HEADER, OwnerOr
from kamurj.channels.api.schemas.plain import Problem
from kamurj.channels.api.schemas.working import ProviderEvent
from kamurj.foundation.access.routes import ApiScope

METHODS = frozenset({"get", "post", "put", "delete"})
WITHOUT_KEY = frozenset(
    {
        "/api/v1/orders/{number}/changes/preview",
        "/api/v1/returns/preview",
        "/api/v1/exchanges/preview",
        "/api/v1/orders/{number}/return-requests/preview",
        "/api/v1/claims/{claim}/preview",
        "/api/v1/payments/sandbox/events",
        "/api/v1/payments/stripe/events",
    }
)
"""POSTs that change nothing, or bring a key of their own."""
LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "schema": {"type": "string"},
    "example": "hy",
    "description": "`en` or `hy`.",
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[A-Za-z0-9_.:-]+$"},
    "example": "2f1c9f0a-9d0e-4a53-8a3e-0d6f5b7b1c11",
    "description": "Names this request: sent again, it is not done again but answered the same.",
}
REFUSALS = {
    "400": "The request cannot be read, or cannot be done like this.",
    "401": "Nobody said who calls, or the key or token is not valid.",
    "403": "The key lacks the scope, or the role does not allow it.",
    "404": "There is nothing by this name, or it is not the caller's.",
    "409": "Something has changed meanwhile, or the same request is still at work.",
    "413": "The body is too large.",
    "422": "Something in the request is not as it must be, or the key was used for another request.",
    "429": "Too often; ask again after `Retry-After` seconds.",
    "503": "Not available at the moment; ask again after `Retry-After` seconds.",
}
SCHEMES = {
    "ApiKey": {"type": "http", "scheme": "bearer", "description": "An API key: km_<prefix>_<secret>"},
    "CartToken": {"type": "apiKey", "in": "header", "name": HEADER, "description": "The token that came with a new cart"},
    "Session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Somebody who is logged in"},
}
MAY_CHANGE = ("post", "put", "delete")


def complete(described: dict[str, Any], api: NinjaAPI) -> None:
    """Add what the routes do not say themselves."""
    components = described["components"]
    components["securitySchemes"] = SCHEMES
    for schema in (Problem, ProviderEvent):
        members = schema.model_json_schema(ref_template="#/components/schemas/{model}")
        components["schemas"] |= members.pop("$defs", {}) | {schema.__name__: members}
    components["responses"] = {f"Problem{status}": _problem(text) for status, text in REFUSALS.items()}
    doors = {_name(operation, api): operation for operation in _operations(api)}
    for path, methods in described["paths"].items():
        for method, details in methods.items():
            if method in METHODS:
                _complete_operation(path, method, details, doors[details["operationId"]])


def _complete_operation(path: str, method: str, details: dict[str, Any], operation: Operation) -> None:
    door = operation.auth_callbacks[0]
    details["operationId"] = operation.view_func.__module__.rpartition(".")[2] + "_" + operation.view_func.__name__
    details["security"] = _security(door)
    details["parameters"] = [*details.get("parameters", []), LANGUAGE]
    if method == "post" and path not in WITHOUT_KEY:
        details["parameters"].append(KEY)
    if isinstance(door, ApiScope):
        details["description"] = f"{details['description']}\n\nScope: `{door.access_rule.scope.value}`."
    elif isinstance(door, OwnerOr):
        details["description"] = f"{details['description']}\n\nIts owner, or scope: `{door.scope.value}`."
    for status in _refusals(path, method, door):
        details["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


def _security(door: object) -> list[dict[str, list[str]]]:
    if isinstance(door, ApiScope):
        return [{"ApiKey": [door.access_rule.scope.value]}, {"Session": []}]
    if isinstance(door, OwnerOr):
        known: list[dict[str, list[str]]] = [{"CartToken": []}, {"ApiKey": [door.scope.value]}, {"Session": []}]
        return [{}, *known] if door.strangers_too else known
    return []


def _refusals(path: str, method: str, door: object) -> list[str]:
    statuses = ["400", "404", "422", "429", "503"]
    if isinstance(door, ApiScope | OwnerOr) or path.startswith("/api/v1/payments/"):
        statuses += ["401", "403"]
    if method in MAY_CHANGE:
        statuses += ["409", "413"]
    return sorted(statuses)


def _problem(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _operations(api: NinjaAPI) -> Iterator[Operation]:
    for bound in api._get_bound_routers():  # noqa: SLF001 - as django-ninja's own description reads them
        for view in bound.path_operations.values():
            yield from view.operations


def _name(operation: Operation, api: NinjaAPI) -> str:
    return operation.operation_id or api.get_openapi_operation_id(operation)
