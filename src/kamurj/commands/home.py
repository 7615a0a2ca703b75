"""KAMURJ_HOME: the folder in which an installation keeps its state."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from kamurj.commands.refusals import Refused

ROOT = Path(__file__).resolve().parents[3]
LEAST_FREE_MIB = 200


@dataclass(frozen=True, slots=True)
class Home:
    """The folders and files of one installation."""

    path: Path

    @property
    def run(self) -> Path:
        """What only means something while processes run: pid files, locks, the database's address."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL's data."""
        return self.path / "postgres"


def from_environment() -> Home:
    """KAMURJ_HOME, or `var` beside the script."""
    return Home(Path(os.environ.get("KAMURJ_HOME") or ROOT / "var").expanduser().absolute())


def prepare(home: Home) -> None:
    """Make the home and its folders, and make sure there is room to write; Refused with a way out where not."""
    elsewhere = "Choose another place: KAMURJ_HOME=/some/folder ./kamurj …"
    try:
        for folder in (home.path, home.run, home.logs, home.path / "static", home.path / "media"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = home.run / f"probe.{os.getpid()}"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
        free_mib = shutil.disk_usage(home.path).free // 2**20
    except OSError as error:
        raise Refused(f"cannot write to its home {home.path} ({error.strerror}). {elsewhere}") from error
    if free_mib < LEAST_FREE_MIB:
        raise Refused(
            f"the disk under {home.path} is nearly full: {free_mib} MiB are free, {LEAST_FREE_MIB} MiB are needed. "
            f"Free some space. {elsewhere}"
        )
    _make_secret_key(home)


def _make_secret_key(home: Home) -> None:
    """Write the key that signs sessions, once; only its owner may read it. Two starts at once agree on one key."""
    key = home.path / "secret_key"
    if not key.exists():
        draft = home.run / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, key)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    os.environ.setdefault("KAMURJ_SECRET_KEY", key.read_text().strip())


def export(home: Home) -> None:
    """Tell every process started from here where the home is, and which settings to use."""
    os.environ["KAMURJ_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kamurj.config.settings")
