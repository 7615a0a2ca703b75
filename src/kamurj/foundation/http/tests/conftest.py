import pytest


@pytest.fixture
def visit(client):
    """A browser on this machine that is shown failures instead of having them raised."""
    client.defaults["SERVER_NAME"] = "localhost"
    client.raise_request_exception = False
    return client
