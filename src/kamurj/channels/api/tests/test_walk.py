"""Schemathesis walks the description: requests as it says and as it forbids, by callers with all scopes, one, others, none.

Whatever is sent, nothing fails on our side, and every answer is one that the description names, in its type and shape.
KAMURJ_WALK_EXAMPLES says how many requests an operation gets; more are sent from other seeds.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kamurj.channels.api.house import api
from kamurj.channels.api.tests.conftest import Program
from kamurj.channels.api.tests.test_rubbish import OPERATIONS, real, with_real
from kamurj.foundation.access.contracts import Scope

__all__ = ["real"]

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("KAMURJ_WALK_EXAMPLES", "6"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WALK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="KAMURJ_WALK_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
AS_SAID, FORBIDDEN = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def walked() -> Any:
    """The description, with the house behind it."""
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
    schema.app = get_wsgi_application()
    return schema


@pytest.fixture
def callers(program, guest, details) -> list[Program]:
    """Who calls: everybody's key, just the key it takes, the key with all others, a guest, and nobody."""
    scopes = {Scope(scope) for choice in details["security"] for scope in choice.get("ApiKey", [])}
    return [program(*Scope), program(*scopes or Scope), program(*(set(Scope) - scopes)), guest, Program()]


@pytest.mark.parametrize(("path", "method", "details"), OPERATIONS)
def test_every_answer_is_one_that_the_description_names(walked, real, callers, path, method, details):
    operation = walked[path][method.upper()]
    cases = st.one_of(operation.as_strategy(AS_SAID), operation.as_strategy(FORBIDDEN))

    @WALK
    @given(case=cases, caller=st.sampled_from(callers), is_known=st.booleans())
    def send(case: schemathesis.Case, caller: Program, *, is_known: bool) -> None:
        if is_known:
            name_what_there_is(case, real)
        case.validate_response(asked(case, caller), checks=CHECKS)

    send()


@pytest.mark.parametrize(("path", "method", "details"), OPERATIONS)
def test_what_the_description_forbids_is_refused(walked, real, worker, path, method, details):
    operation = walked[path][method.upper()]
    if not operation.body and not operation.query and not operation.path_parameters:
        return

    @WALK
    @given(case=operation.as_strategy(FORBIDDEN))
    def send(case: schemathesis.Case) -> None:
        case.validate_response(asked(case, worker), checks=[*CHECKS, negative_data_rejection])

    send()


def asked(case: schemathesis.Case, caller: Program) -> Any:
    """The answer, as a web server would give it; what it changed is undone. The house keeps the test's own connection,
    as it does for Django's test client.
    """
    undone = transaction.atomic()
    undone._from_testcase = True
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with undone:
            answer = case.call(headers={"Host": "localhost", **caller.headers})
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return answer


def name_what_there_is(case: schemathesis.Case, real: dict[str, Any]) -> None:
    """Let a request be about things that there are, so that it gets further than a refusal of their names."""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = str(real.get(name, case.path_parameters[name]))
    if isinstance(case.body, dict):
        case.body = with_real(deepcopy(case.body), real)
