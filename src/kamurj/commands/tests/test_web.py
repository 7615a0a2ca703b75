import subprocess
import sys

LOADED = """
import sys, threading
from kamurj.commands import web
web.load()
from django.db import connections
assert "kamurj.channels.api.house" in sys.modules and "kamurj.channels.web.urls" in sys.modules
print(threading.active_count(), [one.alias for one in connections.all(initialized_only=True) if one.connection is not None])
"""


def test_what_is_loaded_before_the_fork_has_neither_threads_nor_connections():
    answer = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)
    assert (answer.stderr, answer.stdout.split(maxsplit=1)) == ("", ["1", "[]\n"])
