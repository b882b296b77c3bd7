"""Checks everything that may be wrong, outside the server and inside.

Each finding is one line: fine, something to know, or something to mend with what to do.
"""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from chatservice import __version__
from chatservice.admin.rows import Finding, size
from chatservice.model.upkeep import ServerHealth
from chatservice.storage.offline import Health

FINE, KNOW, MEND = "fine", "know", "mend"

LEAST = 100 * 1024 * 1024  # bytes free on the disk
SPARE = 64  # file descriptors besides those of connections
SOON = 14 * 86_400.0  # seconds before a certificate expires
SLIP = 60.0  # seconds by which a clock may differ
UNINDEXED = 20_000  # events that a search checks one by one anyway
WAL = 64 * 1024 * 1024  # bytes of the log beside the database, which is emptied at 16 MiB


def fine(check: str, text: str) -> Finding:
    return Finding(check=check, level=FINE, text=text)


def know(check: str, text: str) -> Finding:
    return Finding(check=check, level=KNOW, text=text)


def mend(check: str, text: str) -> Finding:
    return Finding(check=check, level=MEND, text=text)


# Outside the server.


def of_settings(warnings: tuple[str, ...]) -> Iterator[Finding]:
    for text in warnings:
        yield know("settings", text)
    if not warnings:
        yield fine("settings", "all are understood")


def of_folder(data: Path, database: Path) -> Iterator[Finding]:
    wrong = [
        path
        for path in (data, *sorted(data.iterdir()))
        if _private(path, data) and stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]
    for path in wrong:
        mode = stat.S_IMODE(path.lstat().st_mode)
        yield mend("folder", f"{path} can be read by others (mode {mode:04o}): chmod go= {path}")
    owner = data.stat().st_uid
    for path in (database, data / "lock"):
        if path.exists() and path.stat().st_uid != owner:
            yield mend("folder", f"{path} belongs to another user than {data}: chown it")
    if not wrong:
        yield fine("folder", f"{data} is for its owner alone")
    for path in sorted(data.glob("*.incoming-*")):
        yield know("folder", f"{path} was left by a restore that did not end, and can be deleted")
    for path in sorted(data.glob(f"{database.name}.rescued-*")):
        text = "is what was stored when the database was removed or replaced under a running server"
        yield know("folder", f"{path} {text}; delete it when you like")
    for path in sorted(data.glob(f"{database.name}.before-*")):
        if not path.name.endswith(("-wal", "-shm")):
            yield know("folder", f"{path} is from before a restore; delete it when you like")


def _private(path: Path, data: Path) -> bool:
    """Whether a setting is private; notices are public anyway."""
    return path == data or not (path.suffix == ".txt" or path.is_symlink())


def of_disk(data: Path, database: Path) -> Finding:
    disk = os.statvfs(data)
    free = disk.f_bavail * disk.f_frsize
    needed = max(LEAST, database.stat().st_size)
    if free < LEAST:
        return mend("disk", f"{size(free)} free: lines are refused when it is full")
    if free < needed:
        return know("disk", f"{size(free)} free: an upgrade copies the database first ({size(needed)})")
    return fine("disk", f"{size(free)} free")


def of_database(health: Health, now: float) -> Iterator[Finding]:
    if health.findings != ["ok"]:
        yield mend("database", f"it is damaged ({health.findings[0]}): go back to a backup with restore")
    else:
        yield fine("database", f"whole, {size(health.size)}, version {health.version}")
    if health.version < health.known:
        yield know("database", f"of version {health.version}: the next start brings it to {health.known}")
    if health.free > max(LEAST // 4, health.size // 4):
        yield know("database", f"{size(health.free)} of it are free inside, for what comes next")
    if health.newest is not None and health.newest > now + SLIP:
        ahead = health.newest - now
        yield mend("clock", f"the newest line is from {ahead:.0f} s in the future: look at the clock")
    else:
        yield fine("clock", "no line is from the future")


def of_files(missing: list[str]) -> Finding:
    """`missing`: hashes of files that lines name and that are not in the folder."""
    if missing:
        text = f"{len(missing)} that were shared are lost or cut; the first is {missing[0]}: restore a backup"
        return mend("files", text)
    return fine("files", "all that were shared are there")


def of_certificate(cert: Path, key: Path, now: float) -> Iterator[Finding]:
    from cryptography import x509  # noqa: PLC0415 (slow to load, and nobody else wants it)

    try:
        loaded = x509.load_pem_x509_certificate(cert.read_bytes())
        ends, begins = loaded.not_valid_after_utc.timestamp(), loaded.not_valid_before_utc.timestamp()
    except (OSError, ValueError) as error:
        yield mend("certificate", f"{cert} cannot be read: {error}")
        return
    days = (ends - now) / 86_400
    if ends < now:
        yield mend("certificate", f"{cert} has ended {-days:.0f} days ago: renew it")
    elif begins > now:
        yield mend("certificate", f"{cert} is valid in {(begins - now) / 86_400:.0f} days only: look at it")
    elif ends < now + SOON:
        yield know("certificate", f"{cert} ends in {days:.0f} days")
    else:
        yield fine("certificate", f"{cert} is good for {days:.0f} days")
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield mend("certificate", f"{key} can be read by others: chmod 600 {key}")


# Inside the server.


def of_server(health: ServerHealth) -> Iterator[Finding]:
    if health.version != __version__:
        text = f"it runs {health.version}, and chatctl is {__version__}: restart it after an upgrade"
        yield know("server", text)
    else:
        yield fine("server", f"{__version__} is running")
    if health.log_error:
        yield mend("storage", f"the last lines were refused: {health.log_error}")
    else:
        yield fine("storage", "the last lines were stored")
    for text in health.advice:
        yield know("settings", text)
    yield from _of_upkeep(health)
    yield from _of_limits(health)
    yield of_guests(health.gone)
    yield clock(health.now)
    yield from of_code(health)


def _of_upkeep(health: ServerHealth) -> Iterator[Finding]:
    """The maintenance that follows behind the log."""
    if health.behind_error:
        text = f"{health.behind_error}. Lines are stored all the same; the log file says since when"
        yield mend("upkeep", text)
    if health.unindexed > UNINDEXED:
        yield know("upkeep", f"{health.unindexed:,} events are not indexed yet: searches may end early")
    if health.wal > WAL:
        text = f"the log beside the database has {size(health.wal)}: does a program read in it?"
        yield know("upkeep", text)


def _of_limits(health: ServerHealth) -> Iterator[Finding]:
    limit, count, files = health.max_clients, health.connections, health.files
    needed = (limit if limit is not None else count) + SPARE
    if files < needed:
        yield know("limits", f"{files} files may be open, and max_clients wants {needed}: ulimit -n {needed}")
    else:
        yield fine("limits", f"{files} files may be open")
    if limit is not None and count > limit * 0.9:
        yield know("limits", f"{count} of {limit} connections are taken")


def of_guests(gone: int) -> Finding:
    """Guests who left no trace are removed; the others' names stay at what they said."""
    return fine("guests", f"{gone:,} who are gone are known; who said nothing and is in nothing is forgotten")


def of_code(health: ServerHealth) -> Iterator[Finding]:
    """Whether programs can be run, how they are isolated, and in which languages."""
    if health.reason:
        text = f"no programs can be run here: {health.reason}. {health.remedy}".rstrip()
        yield know("code", text)
        return
    yield fine("code", f"programs are fenced in by {health.fence}")
    here = [f"{each.title} {each.version}" for each in health.languages if each.version]
    yield fine("code", f"languages: {', '.join(here) or 'none'}")
    missing = [f"{each.title} (apt install {each.package})" for each in health.languages if not each.version]
    if missing:
        yield fine("code", f"not installed: {', '.join(missing)}")


def clock(server: float) -> Finding:
    """Compares the server's clock with ours, which is the same unless it runs on another machine."""
    off = server - time.time()
    if abs(off) > SLIP:
        return mend("clock", f"the server's clock is {off:.0f} s off")
    return fine("clock", "the server has the same time")
