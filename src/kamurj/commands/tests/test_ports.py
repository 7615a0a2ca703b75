from __future__ import annotations

import os
import socket

import pytest

from kamurj.commands import ports
from kamurj.commands.refusals import Refused


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_its_owner_and_a_free_one(taken):
    with pytest.raises(Refused) as refusal:
        ports.check_free("127.0.0.1", taken, command="serve")
    said = str(refusal.value)
    assert f"port {taken} on 127.0.0.1 is taken by " in said
    assert f"(process {os.getpid()})" in said
    offered = int(said.rsplit(" ", 1)[1])
    assert "./kamurj serve --port " in said
    ports.check_free("127.0.0.1", offered, command="serve")


def test_a_free_port_passes_and_stays_free():
    port = ports.free("127.0.0.1")
    ports.check_free("127.0.0.1", port, command="serve")
    ports.check_free("127.0.0.1", port, command="serve")


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refused, match=r"cannot listen on 192\.0\.2\.1: .*--host 127\.0\.0\.1"):
        ports.check_free("192.0.2.1", 8000, command="serve")
