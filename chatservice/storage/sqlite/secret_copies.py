"""Copies of what a data folder has besides its database and files, and what only it can have: keys.

Without the key of push notifications browsers would have to subscribe again, without the self-signed
pair every client would have to be told to trust the server anew.
"""

import hashlib
import os
from pathlib import Path

from chatservice.storage.sqlite.copying import CopyError, give_to_owner_of, sync

PUSH_KEY = "push-key.pem"
SECRETS = (PUSH_KEY, "tls-cert.pem", "tls-key.pem")
SECRET_MAX = 64 * 1024  # bytes


def copy_secrets(data: Path, target: Path) -> dict[str, str]:
    """Into a backup's folder, for its owner alone; returns the SHA-256 of each, by name."""
    found = {}
    for name in SECRETS:
        path = data / name
        if path.is_file():
            content = _content(path)
            _write(target / name, content)
            found[name] = hashlib.sha256(content).hexdigest()
    return found


def bring_secrets(source: Path, digests: dict[str, str], data: Path) -> None:
    """Put them into a data folder. The key of push notifications belongs to the subscriptions in the
    database, so another one gives way and is kept beside; a pair of certificates that is there stays. Raises
    CopyError."""
    for name, digest in digests.items():
        if name not in SECRETS:
            continue
        content = _checked(source / name, digest)
        target = data / name
        if target.exists() and (name != PUSH_KEY or _content(target) == content):
            continue
        new = target.with_name(f"{name}.incoming")
        new.unlink(missing_ok=True)
        _write(new, content)
        give_to_owner_of(data, new)
        if target.exists():
            target.replace(target.with_name(f"{name}.before-restore"))
        new.replace(target)
        sync(data)


def check_secrets(source: Path, digests: dict[str, str]) -> None:
    """Raises CopyError if one is missing or not as it was backed up."""
    for name, digest in digests.items():
        if name in SECRETS:
            _checked(source / name, digest)


def _checked(path: Path, digest: str) -> bytes:
    content = _content(path) if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise CopyError(
            f"{path}: is damaged or missing. Nothing was changed; take another backup, or name the database "
            "in it to restore that alone."
        )
    return content


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SECRET_MAX)


def _write(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
