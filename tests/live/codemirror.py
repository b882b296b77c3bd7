"""Node with the editor of browsers, where it is installed."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from chatservice.model.changes import ChangeSet
from chatservice.model.pending import Outgoing
from chatservice.model.revisions import Checkpoint, Revision
from chatservice.model.utf16 import Units, to_units

HERE = Path(__file__).parent / "node"

needed = [
    pytest.mark.skipif(shutil.which("node") is None, reason="no Node here"),
    pytest.mark.skipif(
        not (HERE / "node_modules").is_dir(), reason="no npm here: `.ci/prepare tools` has not run npm ci"
    ),
]


class Node:
    """A program in Node that answers each line with a line."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen(
            ["node", str(HERE / program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **request) -> dict:
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class CodeMirror:
    """An editor in Node that is used as a `Pending` is."""

    def __init__(self, node: Node, checkpoint: Checkpoint, new_key: Callable[[], str]) -> None:
        self.node = node
        self.new_key = new_key
        self.version = checkpoint.version
        self.key = ""
        self.show(node.ask(do="open", text=checkpoint.text, version=checkpoint.version))

    def show(self, answer: dict) -> None:
        self.text = answer["text"]
        self.unconfirmed = answer["unconfirmed"]

    @property
    def units(self) -> Units:
        return to_units(self.text)

    @property
    def is_saved(self) -> bool:
        return self.unconfirmed is None

    def edit(self, changes: ChangeSet) -> None:
        self.show(self.node.ask(do="edit", changes=changes.splices()))

    def outgoing(self) -> Outgoing | None:
        if self.key or self.is_saved:
            return None
        self.key = self.new_key()
        return self.again()

    def again(self) -> Outgoing | None:
        changes = [(start, end, text) for start, end, text in self.unconfirmed or []]
        return Outgoing(self.key, self.version, changes) if self.key else None

    def receive(self, revision: Revision) -> ChangeSet | None:
        own = bool(self.key) and revision.key == self.key
        changes = revision.changes
        self.show(self.node.ask(do="receive", changes=changes.splices(), length=changes.length, own=own))
        self.version = revision.version
        if own:
            self.key = ""
        return None
