"""The real chatctl, as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.live.server import DEADLINE, ROOT


class Ran(NamedTuple):
    status: int
    out: str
    error: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


def chatctl(data: Path, *words: str, prefix: tuple[str, ...] = (), **more) -> Ran:
    ran = subprocess.run(
        [*prefix, sys.executable, "-m", "chatservice.chatctl", *words],
        cwd=more.pop("cwd", data.parent),
        env={**os.environ, "PYTHONPATH": str(ROOT), "CHAT_DATA": str(data), **more.pop("env", {})},
        capture_output=True,
        text=True,
        timeout=DEADLINE * 2,
        check=False,
        **more,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def rows(data: Path, *words: str) -> list[dict]:
    ran = chatctl(data, "--json", *words)
    assert ran.status == 0, ran
    return ran.rows
