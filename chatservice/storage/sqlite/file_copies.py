"""Copies of shared files, which are named by their hash: ab/abcd..."""

import hashlib
import os
from pathlib import Path

from chatservice.storage.sqlite.copying import CopyError, Watch, give_to_owner_of, sync

PIECE = 1024 * 1024  # bytes of a file copied at a time


def copy_files(source: Path, target: Path, watch: Watch) -> tuple[int, int]:
    """Returns how many, and their bytes."""
    count = size = 0
    present = _shared(source)
    for number, path in enumerate(present, 1):
        try:
            size += _copy_file(path, target / path.parent.name / path.name)
            count += 1
        except FileNotFoundError:  # deleted meanwhile
            pass
        watch(number, len(present), "files")
    return count, size


def bring_files(source: Path, files: Path, watch: Watch) -> None:
    """Copy the files that are missing; remove none."""
    present = _shared(source)
    for number, path in enumerate(present, 1):
        target = files / path.parent.name / path.name
        if not target.exists():
            _copy_file(path, target)
            give_to_owner_of(files.parent, files, target.parent, target)
        watch(number, len(present), "files")


def _shared(folder: Path) -> list[Path]:
    """The shared files in a folder, and nothing else that it may contain."""
    return sorted(
        path
        for path in folder.glob("[0-9a-f][0-9a-f]/*")
        if path.is_file() and not path.is_symlink() and len(path.name) == 64
    )


def _copy_file(source: Path, target: Path) -> int:
    """Returns its size. Raises CopyError if its bytes do not match its name."""
    with source.open("rb") as reading:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        digest, size = hashlib.sha256(), 0
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as writing:
                while piece := reading.read(PIECE):
                    writing.write(piece)
                    digest.update(piece)
                    size += len(piece)
                writing.flush()
                os.fsync(writing.fileno())
            if digest.hexdigest() != target.name:
                raise CopyError(f"{source}: is damaged: its bytes are not those that were shared.")
            part.rename(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    sync(target.parent)
    return size
