"""How one run is isolated, as data: bubblewrap's arguments, the limits, the files. Pure.

The source, the script and the filter are passed in memory, as descriptors; nothing is written
to the server's disk and nothing is read back. Every argument of a program is ours: users' text
appears only as the content of a file.

Inside, process 1 is a shell that runs `script`: it reports its phase (compiling, running)
through a descriptor of its own, and closes that before the program starts. The shell is an
unreadable copy, so that the kernel lets no other process inspect it (the program cannot
rewrite its memory), and it has the same limits as all the others.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chatservice.sandbox.languages import MIB, Language, Sizes

BWRAP = "/usr/bin/bwrap"
PRLIMIT = "/usr/bin/prlimit"
SETPRIV = "/usr/bin/setpriv"
SHELL = "/bin/sh"
LEAST_BWRAP = (0, 8)

# The descriptors that bubblewrap gets besides the usual three.
STATUS, BLOCK, PHASE = 3, 4, 9
FIRST_FILE = 20
FILE_NAME = "chatservice"  # of the memory that holds a file for the sandbox

PROCESSES = 64
OPEN_FILES = 128
FILE_SIZE = 32 * MIB
STACK = 16 * MIB
TMP_SIZE = 64 * MIB  # of each of the two writable folders
SHM_SIZE = 16 * MIB
INODES = 50_000  # files that may be created in total
SOCKETS = 256  # their buffers are kernel memory, which no process limit counts


class RunLimits(NamedTuple):
    """The limits of one run, all its processes together: seconds of compiling and of running, bytes
    of memory, bytes of output."""

    seconds: float = 30.0
    compile_seconds: float = 20.0
    memory: int = 512 * MIB
    output: int = 256 * 1024


class File(NamedTuple):
    """A file inside. A `fixed` one is bind-mounted and belongs to no user inside."""

    path: str
    content: bytes
    mode: str = "0444"
    fixed: bool = True


class Host(NamedTuple):
    """This machine: where its programs are, and who runs them.

    `links` are the folders of ``/`` that are symlinks to those below ``/usr`` (``bin``:
    ``usr/bin``), `folders` the real ones. `etc` are the parts of ``/etc`` that
    programs need. `uid` is the user that a root server runs programs as; None if it is not root.
    """

    shell: bytes
    links: Mapping[str, str]
    folders: Sequence[str] = ()
    etc: Sequence[str] = ()
    local: bool = True  # whether /usr/local is a real folder
    uid: int | None = None
    seccomp: bytes | None = None


def command(host: Host) -> list[str]:
    """The command to start. Its other arguments come in a descriptor, unreadable from inside."""
    words = [BWRAP, "--args", str(FIRST_FILE), "--"]
    if host.uid is None:
        return words
    # Never as root: inside, it would still own everything below /usr and /proc.
    who = str(host.uid)
    return [SETPRIV, "--reuid", who, "--regid", who, "--clear-groups", "--", *words]


def inside(limits: RunLimits, language: Language) -> list[str]:
    """The command that bubblewrap starts: process 1, with limits that its descendants inherit."""
    return [PRLIMIT, *_rlimits(limits, language), "--", "/run/sh", "/run/script"]


def _rlimits(limits: RunLimits, language: Language) -> list[str]:
    cpu = math.ceil(limits.seconds)
    return [
        # One byte: too little for a file, and where crashes are piped to a program of the
        # host's (core(5)), the only value with which the kernel does not start it.
        "--core=1",
        f"--nofile={OPEN_FILES}",
        f"--fsize={FILE_SIZE}",
        f"--nproc={PROCESSES}",
        f"--cpu={cpu}:{cpu + 1}",
        f"--stack={STACK}",
        "--memlock=0",
        "--msgqueue=0",
        "--rtprio=0",
        "--nice=0",
        "--sigpending=256",
        "--locks=64",
        f"--data={int(limits.memory * language.data)}",
    ]


def options(host: Host, language: Language, limits: RunLimits, files: Sequence[File]) -> list[str]:
    """The arguments that bubblewrap reads from `FIRST_FILE`; `files` are in the descriptors after it,
    and the filter, if any, after those."""
    return [
        *["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"],
        *[
            "--unshare-cgroup-try",
            "--disable-userns",
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--hostname",
            "sandbox",
        ],
        *["--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--clearenv"],
        *_system(host),
        *["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"],
        *_memory_folder(SHM_SIZE, "1777", "/dev/shm"),  # noqa: S108 (the sandbox's own)
        *_memory_folder(TMP_SIZE, "1777", "/tmp"),  # noqa: S108
        *_memory_folder(TMP_SIZE, "0700", "/box"),
        *_put(files),
        *["--remount-ro", "/", "--chdir", "/box"],
        *_environment(language, limits),
        *(["--seccomp", str(FIRST_FILE + 1 + len(files))] if host.seccomp is not None else []),
        *["--json-status-fd", str(STATUS), "--block-fd", str(BLOCK)],
    ]


def _system(host: Host) -> list[str]:
    words = ["--ro-bind", "/usr", "/usr"]
    if host.local:
        # The operator of the machine keeps private files there.
        words += ["--tmpfs", "/usr/local", "--remount-ro", "/usr/local"]
    for name, target in host.links.items():
        words += ["--symlink", target, f"/{name}"]
    for name in host.folders:
        words += ["--ro-bind", f"/{name}", f"/{name}"]
    for path in host.etc:
        words += ["--ro-bind-try", path, path]
    return words


def _memory_folder(size: int, mode: str, path: str) -> list[str]:
    return ["--size", str(size), "--perms", mode, "--tmpfs", path]


def _put(files: Sequence[File]) -> list[str]:
    words: list[str] = []
    for number, file in enumerate(files, FIRST_FILE + 1):
        how = "--ro-bind-data" if file.fixed else "--file"
        words += ["--perms", file.mode, how, str(number), file.path]
    return words


def _environment(language: Language, limits: RunLimits) -> list[str]:
    sizes = Sizes.of(limits.memory)._asdict()
    variables = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/box",
        "TMPDIR": "/tmp",  # noqa: S108
        "LANG": "C.UTF-8",
        # With more, a process with many threads reserves more address space than it may have.
        "MALLOC_ARENA_MAX": "2",
        **{name: value.format(**sizes) for name, value in language.environment},
    }
    return [word for name, value in variables.items() for word in ("--setenv", name, value)]


PEOPLE = b"root:x:0:0::/:/bin/false\nuser:x:1000:1000::/box:/bin/sh\n"
GROUPS = b"root:x:0:\nuser:x:1000:\n"
HOSTS = b"127.0.0.1 localhost sandbox\n::1 localhost\n"
SWITCH = b"passwd: files\ngroup: files\nhosts: files\n"


def files(host: Host, language: Language, source: str, limits: RunLimits) -> list[File]:
    """The files inside: the source as it is, and our own."""
    content = source.encode("utf-8", "replace")
    more = []
    if language.rename is not None:
        more.append(File("/run/names", "\n".join([*language.rename(source), ""]).encode()))
    if language.preload:
        more.append(File("/run/preload", language.preload.encode()))
    return [
        File("/etc/passwd", PEOPLE),
        File("/etc/group", GROUPS),
        File("/etc/hosts", HOSTS),
        File("/etc/nsswitch.conf", SWITCH),
        # A copy: a read-only bind mount could be neither renamed nor replaced.
        File(f"/box/{language.source}", content, fixed=False),
        *more,
        File("/run/script", script(language, limits).encode()),
        # Execute-only: the kernel then protects its process (prctl(2), PR_SET_DUMPABLE).
        File("/run/sh", host.shell, "0111", fixed=False),
    ]


def script(language: Language, limits: RunLimits) -> str:
    """The script of process 1. The commands to compile and run are those of the language's row."""
    sizes = Sizes.of(limits.memory)._asdict()
    lines = []
    start = language.run.format(**sizes)
    if language.rename is not None:
        # The user's name for it is read here, inside, from a file.
        lines.append('{ read -r file; read -r main; } </run/names; mv source "$file"')
        start += ' "$main"'
    if language.compile:
        build = language.compile.format(**sizes) + (' "$file"' if language.rename is not None else "")
        lines += [
            f"echo compile >&{PHASE}",
            f'{build} </dev/null {PHASE}>&- || {{ s=$?; echo "failed $s" >&{PHASE}; exit $s; }}',
        ]
    lines += [f"echo run >&{PHASE}", f"exec {PHASE}>&-"]
    if language.space is not None:
        start = f"{PRLIMIT} --as={int(limits.memory * language.space)} -- {start}"
    # Not exec'd last: process 1 has to outlive the program to reap its children.
    return "\n".join([*lines, start, "exit $?", ""])
