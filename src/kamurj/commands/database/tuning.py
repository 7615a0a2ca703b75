"""How the embedded PostgreSQL is set; sources: PostgreSQL's manual, chapters 19 and 14."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MIB = 2**20
SMALL_SHARED_MEMORY_MIB = 256


def memory_mib() -> int:
    """The machine's memory, or the container's share of it where that is less."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (allowed := limit.read_text().strip()).isdigit():
        memory = min(memory, int(allowed))
    return memory // MIB


def shared_memory_mib() -> int | None:
    """Room in /dev/shm, where parallel queries exchange rows; None where there is no such folder."""
    folder = Path("/dev/shm")  # noqa: S108 - asked for its size, nothing is written there
    if not folder.is_dir():
        return None
    room = os.statvfs(folder)
    return room.f_frsize * room.f_blocks // MIB


def settings(*, memory: int, shared_memory: int | None, scratch: bool) -> dict[str, str]:
    """The settings for a machine with `memory` MiB; `scratch` gives up surviving a power cut, for tests alone."""
    chosen = {
        "listen_addresses": "''",
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "shared_buffers": f"{min(max(memory // 8, 128), 2048)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 512)}MB",
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "log_min_duration_statement": "2s",
        "log_line_prefix": "'%m [%p] %a '",
        "timezone": "'UTC'",
    }
    if shared_memory is not None and shared_memory < SMALL_SHARED_MEMORY_MIB:
        # Containers get 64 MiB there, which a parallel query exceeds.
        chosen["dynamic_shared_memory_type"] = "mmap"
    if sys.platform == "linux":
        # After a crash PostgreSQL first makes sure that its files are on the disk. Asked for file by file that is most of
        # the time until it answers again (measured: 0.6 to 3.7 s of an empty shop's, 0.5 s asked for as a whole).
        chosen["recovery_init_sync_method"] = "syncfs"
    if scratch:
        # Commits still reach the operating system: tests kill PostgreSQL and look for what it had answered.
        chosen |= {"fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
    return chosen


def write(data: Path, chosen: dict[str, str]) -> Path:
    """Write our settings beside postgresql.conf, which includes them; a person's own stay in that file and win."""
    ours = data / "kamurj.conf"
    lines = ["# Written by Kamurj at every start; put your own settings at the end of postgresql.conf."]
    ours.write_text("\n".join([*lines, *(f"{name} = {value}" for name, value in chosen.items())]) + "\n")
    include = "include_if_exists = 'kamurj.conf'"
    with (data / "postgresql.conf").open("r+") as main:
        if include not in main.read():
            main.write(f"\n{include}\n# Settings below this line win over Kamurj's.\n")
    return ours
