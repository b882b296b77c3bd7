"""What this machine offers for running code, or why it cannot.

Each reason is a sentence for people, and a line that tells the operator exactly how to fix it.
"""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from chatservice.sandbox.languages import LANGUAGES
from chatservice.sandbox.policy import BWRAP, LEAST_BWRAP, PRLIMIT, SETPRIV, SHELL, Host
from chatservice.sandbox.seccomp import filter_for

FOLDERS = ("bin", "lib", "lib32", "lib64", "libx32", "sbin")
SYSCTLS = Path("/proc/sys")
PODMANS = Path("/run/.containerenv")
MISSING_PACKAGE = {BWRAP: "bubblewrap", PRLIMIT: "util-linux", SETPRIV: "util-linux", SHELL: "dash"}


class Unfit(Exception):
    """Code cannot be run here. `remedy` is what to do about it."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def examine(uid: int | None, owner: int, root: Path = Path("/")) -> Host:
    """This machine. `uid` is the user that a root server runs programs as, `owner` the owner of the
    data folder. Raises Unfit."""
    if sys.platform != "linux":
        raise Unfit("it needs Linux", "On Windows, run the server in WSL 2.")
    seccomp = filter_for(platform.machine())
    if seccomp is None:
        raise Unfit(f"there is no filter of system calls for {platform.machine()}")
    who = _who(uid, owner)
    for program in (BWRAP, PRLIMIT, SHELL, *([SETPRIV] if who is not None else [])):
        if not os.access(program, os.X_OK):
            name = MISSING_PACKAGE[program]
            raise Unfit(f"{name} is not installed", f"Install it: apt install {name}")
    links = {name: os.readlink(root / name).lstrip("/") for name in FOLDERS if (root / name).is_symlink()}
    folders = [name for name in FOLDERS if (root / name).is_dir() and name not in links]
    local = root / "usr/local"
    return Host(
        shell=Path(SHELL).read_bytes(),
        links=links,
        folders=folders,
        etc=_etc(root),
        local=local.is_dir() and not local.is_symlink(),
        uid=who,
        seccomp=seccomp,
    )


def _who(uid: int | None, owner: int) -> int | None:
    if os.geteuid() != 0:
        return None
    if not uid:
        raise Unfit(
            "the server is root and has no other user to run code as",
            "Set code_uid to a number that no user has, for example --code-uid 65530.",
        )
    if uid == owner:
        raise Unfit(
            f"code_uid is {uid}, the owner of the data folder",
            "Set code_uid to a number that no user has, for example --code-uid 65530.",
        )
    return uid


def _etc(root: Path) -> list[str]:
    """What programs below /usr need in /etc."""
    patterns = ["alternatives", "ld.so.cache", *(each for language in LANGUAGES for each in language.etc)]
    return [f"/{path.relative_to(root)}" for name in patterns for path in sorted((root / "etc").glob(name))]


def bwrap_version() -> str:
    """The installed version of bubblewrap. Takes some milliseconds. Raises Unfit if it is too old."""
    try:
        text = subprocess.run(  # noqa: S603
            [BWRAP, "--version"], capture_output=True, text=True, timeout=10, check=False, env={}
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise Unfit(f"bubblewrap does not start ({error})") from None
    found = re.search(r"\d+(?:\.\d+)+", text)
    version = found[0] if found else "an unknown version"
    if not found or tuple(map(int, version.split("."))) < LEAST_BWRAP:
        minimum = ".".join(map(str, LEAST_BWRAP))
        raise Unfit(f"bubblewrap {minimum} or newer is needed, and {version} is installed")
    return version


PROFILE = (
    r"printf 'abi <abi/4.0>,\ninclude <tunables/global>\nprofile bwrap /usr/bin/bwrap flags=(unconfined) "
    r"{\n  userns,\n}\n' | sudo tee /etc/apparmor.d/bwrap && sudo systemctl reload apparmor"
)
DOCKER = (
    "docker run --init --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined ..."
)
PODMAN = "podman run --init --security-opt seccomp=unconfined --security-opt unmask=ALL ..."
UNIT = "cp deploy/code.conf /etc/systemd/system/chatservice.service.d/ && systemctl daemon-reload"
# Messages of bubblewrap when it is not permitted, the reason, and the remedy.
REFUSALS: Mapping[str, Callable[[], Unfit]] = {
    r"setpriv: ": lambda: Unfit(
        "the server is root and may not become another user",
        "Give it the capabilities SETUID and SETGID, or run it as a user of its own.",
    ),
    r"setting up uid map: Permission denied|RTM_NEWADDR": lambda: Unfit(
        "AppArmor does not let bubblewrap make namespaces (Ubuntu 23.10 and newer)",
        f"Give it a profile: {PROFILE}",
    ),
    r"[Cc]an't mount proc": lambda: Unfit("parts of /proc are hidden here", _allow_here()),
    r"[Nn]o permissions to creat|Creating new namespace failed|Operation not permitted": lambda: Unfit(
        "this system does not let programs make namespaces", _allow_namespaces()
    ),
    r"[Uu]nknown option": lambda: Unfit(
        "bubblewrap is too old", f"Install {'.'.join(map(str, LEAST_BWRAP))} or newer."
    ),
}


def refusal(message: str) -> Unfit:
    """Why bubblewrap did not start, from its message."""
    for pattern, unfit in REFUSALS.items():
        if re.search(pattern, message):
            return unfit()
    return Unfit(f"the sandbox does not start ({' '.join(message.split())[:200] or 'no message'})")


def _allow_namespaces() -> str:
    for name, bad, good in (
        ("kernel/apparmor_restrict_unprivileged_userns", "1", ""),
        ("kernel/unprivileged_userns_clone", "0", "1"),
        ("user/max_user_namespaces", "0", "10000"),
    ):
        try:
            value = (SYSCTLS / name).read_text().strip()
        except OSError:
            continue
        if value == bad:
            dotted = name.replace("/", ".")
            return f"Allow it: sudo sysctl -w {dotted}={good}" if good else f"Give it a profile: {PROFILE}"
    return _allow_here()


def _allow_here() -> str:
    """What lifts the limits that the server itself was started with."""
    if os.environ.get("SYSTEMD_EXEC_PID") == str(os.getpid()):  # systemd.exec(5)
        return f"Loosen the service: {UNIT}"
    return f"Start the container so: {PODMAN if PODMANS.exists() else DOCKER}"
