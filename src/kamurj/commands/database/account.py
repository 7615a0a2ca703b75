"""As whom PostgreSQL runs. It refuses to run as root, so under root it gets a user of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kamurj.commands.refusals import Refused

NAME = "pgserver"
PASSABLE = stat.S_IXGRP | stat.S_IXOTH


@dataclass(frozen=True, slots=True)
class Account:
    """A system user; None stands for the one we are."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Give the user a file or a folder."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def owns(self, folder: Path) -> bool:
        """Whether this is a folder, not a link to one, that belongs to the user."""
        try:
            found = folder.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == (os.geteuid() if self.uid is None else self.uid)

    def reach(self, path: Path) -> None:
        """Let the user pass through the folders above `path`; it may not list or read them."""
        if self.uid is not None:
            let_through(path)

    def run(self, arguments: list[str], *, timeout: float) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, in a folder everybody may stand in."""
        return subprocess.run(
            arguments,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            # A terminal's Ctrl-C is for the command, which then stops the server in its own order.
            start_new_session=True,
        )


def database_account() -> Account:
    """The user PostgreSQL runs as; made the first time when we are root."""
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _add_user()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _add_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd")
    if useradd:
        options = ["--system", "--user-group", "--shell", "/bin/false"]
        subprocess.run([useradd, *options, NAME], check=False, capture_output=True)
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise Refused(
            f"PostgreSQL does not run as root and a user `{NAME}` for it could not be made. "
            "Run ./kamurj as an ordinary user, or set KAMURJ_DATABASE_URL to a PostgreSQL that runs elsewhere."
        ) from None


def let_through(path: Path) -> None:
    """Let other users pass (not read) through every folder above `path`."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if mode & PASSABLE != PASSABLE:
            folder.chmod(mode | PASSABLE)


def make_programs_usable(folder: Path, account: Account) -> None:
    """Make sure the account may run the wheel's programs, whatever the umask they were installed under."""
    if account.uid is None or _can_run(folder, account):
        return
    let_through(folder / "initdb")
    package = folder.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    for top in (folder.parent, libraries):
        for path in [top, *top.rglob("*")]:
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | (PASSABLE if mode & stat.S_IXUSR else 0))


def _can_run(folder: Path, account: Account) -> bool:
    try:
        return all(
            account.run([str(folder / name), "--version"], timeout=60).returncode == 0 for name in ("initdb", "postgres")
        )
    except PermissionError:
        return False
