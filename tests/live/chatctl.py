"""chatctl as a person runs it: in a process of its own, unless it only asks a running server
or reads files, when starting one would be most of the work."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from chatservice.admin import cli, client
from tests.live.server import DEADLINE, ROOT

BY_ITSELF = {"backup", "restore", "export", "doctor", "completion"}


class Ran(NamedTuple):
    status: int
    out: str
    error: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


def chatctl(data: Path, *words: str, prefix: tuple[str, ...] = (), input: str = "") -> Ran:
    here = bool(BY_ITSELF & set(words)) or (data.exists() and client.answers(data))
    ran = _here(data, words, input) if here and not prefix else _process(data, words, prefix, input)
    assert "Traceback" not in ran.error, ran.error
    return ran


def _process(data: Path, words: tuple[str, ...], prefix: tuple[str, ...], input: str) -> Ran:
    ran = subprocess.run(
        [*prefix, sys.executable, "-m", "chatservice.chatctl", *words],
        cwd=data.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CHAT_DATA": str(data)},
        input=input,
        capture_output=True,
        text=True,
        timeout=DEADLINE * 2,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def _here(data: Path, words: tuple[str, ...], input: str) -> Ran:
    out, error = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(data.parent),
        mock.patch.dict(os.environ, {"CHAT_DATA": str(data)}),
        mock.patch.object(sys, "stdin", io.StringIO(input)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(error),
    ):
        try:
            status = cli.main(words)
        except SystemExit as ended:
            status = ended.code
    return Ran(status, out.getvalue(), error.getvalue())


def rows(data: Path, *words: str) -> list[dict]:
    ran = chatctl(data, "--json", *words)
    assert ran.status == 0, ran
    return ran.rows
