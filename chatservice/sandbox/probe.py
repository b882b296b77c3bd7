"""A program that checks, from inside a sandbox, whether it is isolated. The self-test runs its
text there; the server never imports it.

It reads its parameters as JSON from its input, and prints a line for each problem, then
``done``.
"""

import _thread
import errno
import json
import os
import resource
import socket
import sys

MIB = 1024 * 1024


def wrong(text: str) -> None:
    sys.stdout.write(text + "\n")


def refused(what: str, attempt: object, *errors: int) -> None:
    """Report when `attempt` succeeds, or fails for another reason than those."""
    try:
        attempt()  # type: ignore[operator]
    except OSError as error:
        if errors and error.errno not in errors:
            wrong(f"{what} failed in another way: {error}")
    else:
        wrong(f"{what} worked")


def read(path: str) -> str:
    with open(path) as file:
        return file.read()


def look_at_itself() -> None:
    lines = read("/proc/self/status").splitlines()
    status = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    for name, value in (("NoNewPrivs", "1"), ("Seccomp", "2"), ("CapEff", "0" * 16), ("CapBnd", "0" * 16)):
        if status.get(name) != value:
            wrong(f"{name} is {status.get(name)}")
    if len(read("/proc/self/uid_map").split()) != 3 or os.getuid() == 0:
        wrong("it is more than one user, or root")
    if resource.getrlimit(resource.RLIMIT_DATA)[1] == resource.RLIM_INFINITY:
        wrong("memory is not limited")


def look_around(known: dict) -> None:  # type: ignore[type-arg]
    pids = [name for name in os.listdir("/proc") if name.isdigit()]
    if len(pids) > 4:
        wrong(f"{len(pids)} processes are to be seen")
    interfaces = [line.split(":")[0].strip() for line in read("/proc/net/dev").splitlines()[2:]]
    if interfaces != ["lo"]:
        wrong("there is a network")
    for port in known["ports"]:
        refused(
            f"connecting to port {port}",
            lambda port=port: socket.create_connection(("127.0.0.1", port), 1),
        )
    for path in known["paths"]:
        if os.path.lexists(path):
            wrong(f"{path} is there")
    for place in ("/", "/usr", "/usr/local", "/etc", "/run", "/dev", "/proc/sys/kernel"):
        refused(
            f"writing to {place}", lambda place=place: os.open(f"{place}/probe", os.O_CREAT | os.O_WRONLY)
        )
    for file in ("environ", "mem", "maps"):
        refused(f"reading the first process's {file}", lambda file=file: read(f"/proc/1/{file}"))


def try_calls() -> None:
    refused("memory without a name", lambda: os.memfd_create("probe"), errno.ENOSYS)
    refused("a socket to the machine below", lambda: socket.socket(40, 1), errno.EAFNOSUPPORT)
    refused("a raw socket", lambda: socket.socket(17, 3), errno.EAFNOSUPPORT)


def try_processes(limit: int) -> None:
    """A thread counts as a process, and is created faster."""
    _thread.stack_size(64 * 1024)
    hold = _thread.allocate_lock()
    hold.acquire()
    made = 0
    try:
        while made < 2 * limit:
            _thread.start_new_thread(hold.acquire, ())
            made += 1
    except RuntimeError:
        pass
    if not limit // 2 < made < limit:
        wrong(f"{made} threads could be started")


def main() -> None:
    known = json.load(sys.stdin)
    look_at_itself()
    look_around(known)
    try_calls()
    try_processes(known["processes"])
    sys.stdout.write("done\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
