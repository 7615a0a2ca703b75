"""The description says everything: who may call, what is sent, what comes back, what is refused, each with an example."""

import json

import pytest

from kamurj.channels.api.house import api
from kamurj.channels.api.schemas import buying, changing, returning, waiting, working


@pytest.fixture(scope="module")
def described():
    return json.loads(json.dumps(api.get_openapi_schema()))


def all_operations(described):
    return [(path, method, details) for path, methods in described["paths"].items() for method, details in methods.items()]


def test_every_operation_has_a_name_a_summary_words_and_a_shelf(described):
    names = [details["operationId"] for _, _, details in all_operations(described)]
    assert len(names) == len(set(names)) == 69
    for path, _, details in all_operations(described):
        assert details["summary"], path
        assert details["description"], path
        assert details["tags"], path
        assert "security" in details, path


def test_every_answer_and_refusal_has_a_shape(described):
    for path, _, details in all_operations(described):
        good = [status for status in details["responses"] if status.startswith("2")]
        assert len(good) == 1, path
        assert "schema" in details["responses"][good[0]]["content"]["application/json"], path
        assert {"400", "404", "422", "503"} <= set(details["responses"]), path
    for refusal in described["components"]["responses"].values():
        assert list(refusal["content"]) == ["application/problem+json"]


def test_every_change_by_post_says_that_it_needs_a_key(described):
    without = [
        path
        for path, method, details in all_operations(described)
        if method == "post" and "Idempotency-Key" not in [parameter["name"] for parameter in details["parameters"]]
    ]
    assert without == [
        "/api/v1/orders/{number}/changes/preview",
        "/api/v1/returns/preview",
        "/api/v1/orders/{number}/return-requests/preview",
        "/api/v1/exchanges/preview",
        "/api/v1/claims/{claim}/preview",
        "/api/v1/payments/sandbox/events",
        "/api/v1/payments/stripe/events",
    ]


def test_every_member_has_an_example(described):
    plain = {"string", "integer", "number"}
    missing = [
        f"{name}.{member}"
        for name, schema in described["components"]["schemas"].items()
        for member, shape in schema.get("properties", {}).items()
        for kinds in [[shape, *shape.get("anyOf", ())]]
        if any(one.get("type") in plain for one in kinds)
        and not any({"examples", "enum", "const", "default"} & one.keys() for one in kinds)
    ]
    assert missing == []


def test_every_body_has_an_example_that_the_route_accepts(described):
    bodies = {
        details["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for _, _, details in all_operations(described)
        if "requestBody" in details
    } - {"ProviderEvent"}
    for name in bodies:
        [body] = {getattr(one, name) for one in (buying, changing, returning, waiting, working) if hasattr(one, name)}
        assert body.model_validate(described["components"]["schemas"][name]["example"])


def test_every_reference_leads_somewhere(described):
    text = json.dumps(described)
    for name in {part.split('"')[0] for part in text.split('"$ref": "#/components/')[1:]}:
        kind, _, member = name.partition("/")
        assert member in described["components"][kind], name


def test_the_page_needs_no_other_host(client, db):
    page = client.get("/api/v1/docs", SERVER_NAME="localhost")
    text = page.content.decode()
    assert page.status_code == 200
    assert "http://" not in text.replace("http://localhost", "")
    assert "https://" not in text
    assert "<style" not in text
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert client.get("/api/v1/openapi.json", SERVER_NAME="localhost").json()["openapi"] == "3.1.0"
    for address in ("ninja/swagger-ui.css", "ninja/swagger-ui-bundle.js", "ninja/swagger-ui-init.js", "api/docs.css"):
        assert f"/static/{address}" in text
