"""The page's side of a code document, in Node."""

from collections.abc import Callable

from chatservice.model.changes import ChangeSet
from chatservice.model.pending import Outgoing, OutOfStep
from chatservice.model.revisions import Checkpoint, Revision
from chatservice.model.utf16 import Units, to_units
from tests.live.codemirror import Node


class PagePending:
    """The page's `Pending`, used as the one in Python is."""

    def __init__(self, node: Node, checkpoint: Checkpoint, new_key: Callable[[], str]) -> None:
        self.node = node
        self._ask("open", text=checkpoint.text, version=checkpoint.version)

    def _ask(self, what: str, **request):
        answer = self.node.ask(do=what, **request)
        self.text, self.version, self.is_saved = answer["text"], answer["version"], answer["isSaved"]
        if answer.get("outOfStep"):
            raise OutOfStep
        return answer["result"]

    @property
    def units(self) -> Units:
        return to_units(self.text)

    def edit(self, changes: ChangeSet) -> None:
        self._ask("edit", changes=changes.splices())

    def outgoing(self) -> Outgoing | None:
        return _outgoing(self._ask("outgoing"))

    def again(self) -> Outgoing | None:
        return _outgoing(self._ask("again"))

    def receive(self, revision: Revision) -> ChangeSet | None:
        length = len(self.units)
        splices = revision.changes.splices()
        theirs = self._ask("receive", version=revision.version, changes=splices, key=revision.key)
        return None if theirs is None else ChangeSet.of([tuple(each) for each in theirs], length)

    def restart(self) -> None:
        self._ask("restart")


def _outgoing(answer: dict | None) -> Outgoing | None:
    if answer is None:
        return None
    return Outgoing(answer["key"], answer["base"], [tuple(each) for each in answer["changes"]])
