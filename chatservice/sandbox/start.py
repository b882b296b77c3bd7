"""Starts a run: puts its files into memory, and starts bubblewrap with them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

from chatservice.core.ports import Watcher
from chatservice.model.runs import Program
from chatservice.sandbox import cgroup, policy
from chatservice.sandbox.cgroup import ControlGroup, Hierarchy
from chatservice.sandbox.languages import Language
from chatservice.sandbox.policy import BLOCK, FILE_NAME, FIRST_FILE, PHASE, STATUS, Host, RunLimits
from chatservice.sandbox.runner import Execution
from chatservice.sandbox.watchdog import InThread

FOLDERS = ("/usr/bin", "/bin")

_numbers = count(1)


class Starter:
    """Starts runs on this `host`; each gets a control group at `place`, if there is one."""

    def __init__(self, host: Host, place: Hierarchy | None, reactor: Any, in_thread: InThread) -> None:
        self._host = host
        self._place = place
        self._reactor = reactor
        self._in_thread = in_thread

    def has(self, program: str) -> bool:
        """Whether a program of that name exists inside."""
        return any(os.access(f"{folder}/{program}", os.X_OK) for folder in FOLDERS)

    def start(self, program: Program, language: Language, limits: RunLimits, watcher: Watcher) -> Execution:
        """Start it; `watcher` gets the rest. Raises OSError when the machine is out of resources."""
        group = partial(_group, self._place, limits.memory) if self._place is not None else None
        run = Execution(limits, watcher, self._reactor, self._in_thread, group, self._host.uid)
        command = [*policy.command(self._host), *policy.inside(limits, language)]
        with _in_memory(self._contents(program, language, limits)) as descriptors:
            self._reactor.spawnProcess(
                run,
                command[0],
                command,
                env={},  # the first process inside shows its arguments
                childFDs={
                    **{0: "w", 1: "r", 2: "r", STATUS: "r", BLOCK: "w", PHASE: "r"},
                    **dict(enumerate(descriptors, FIRST_FILE)),
                },
            )
        run.give_streams()
        run.send(program.stdin.encode("utf-8", "replace"))
        if not program.interactive:
            run.end_input()
        return run

    def _contents(self, program: Program, language: Language, limits: RunLimits) -> list[bytes]:
        files = policy.files(self._host, language, program.source, limits)
        words = policy.options(self._host, language, limits, files)
        contents = ["".join(f"{word}\0" for word in words).encode(), *(file.content for file in files)]
        if self._host.seccomp is not None:
            contents.append(self._host.seccomp)
        return contents


def _group(place: Hierarchy, memory: int, pid: int) -> ControlGroup:
    group = cgroup.make(place, cgroup.name_of(next(_numbers)), memory)
    try:
        group.add(pid)
    except OSError:
        group.remove()
        raise
    return group


@contextmanager
def _in_memory(contents: Sequence[bytes]) -> Iterator[list[int]]:
    """A descriptor for each, at its beginning; closed here at the end, since the child has its own."""
    descriptors: list[int] = []
    try:
        for content in contents:
            descriptor = os.memfd_create(FILE_NAME)
            descriptors.append(descriptor)
            with open(descriptor, "wb", closefd=False) as file:
                file.write(content)
            os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptors
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
