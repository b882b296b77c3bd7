"""The C parts, compiled on first use, kept in the user's cache folder."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra")


class NoCompilerError(Exception):
    """The text is one line that says what to install."""


def cache() -> Path:
    """The folder for build results and unpacked packages; a temporary one if there is no home."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "chatservice-benchmarks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"chatservice-benchmarks-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def compiler() -> str:
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and (path := shutil.which(name)):
            return path
    raise NoCompilerError("no C compiler, and the load generator is in C: apt-get install gcc libc6-dev")


def program(name: str) -> Path:
    """The path of the program made from ``name.c``, compiled if its source is new."""
    digest = hashlib.sha256(" ".join(FLAGS).encode())
    for source in (HERE / f"{name}.c", *sorted(HERE.glob("*.h"))):
        digest.update(source.read_bytes())
    made = cache() / f"{name}-{digest.hexdigest()[:16]}"
    if made.exists():
        return made
    part = made.with_suffix(f".{os.getpid()}")
    done = subprocess.run(
        [compiler(), *FLAGS, "-o", str(part), str(HERE / f"{name}.c"), "-ldl"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoCompilerError(f"{name}.c does not compile here: {done.stderr.strip().splitlines()[:1]}")
    part.rename(made)
    return made
