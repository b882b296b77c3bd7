"""The page's editor comes to the same text as the server and the other clients, whatever comes between.

CASES=50000 plays as many; FIRST_SEED says from which on.
"""

import os
import random

import pytest

from chatservice.model.changes import ChangeSet
from chatservice.model.utf16 import from_units
from tests.changes import random_splices
from tests.live.codemirror import Node
from tests.page.node import bundle, needs_node, run_tests
from tests.page.pending import PagePending
from tests.writers import Writing

FIRST = int(os.environ.get("FIRST_SEED", "1"))
PLAYS = int(os.environ.get("CASES", "10000")) // 250

pytestmark = needs_node


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    program = Node(str(bundle("pending_driver", tmp_path_factory.mktemp("page"))))
    yield program
    program.close()


@pytest.mark.parametrize("seed", range(FIRST, FIRST + PLAYS))
def test_the_page_comes_to_the_same_text_as_the_others(seed, node):
    chance = random.Random(seed)
    writing = Writing(4, "a漢\n😀")
    page, *_ = writing.writers
    page.pending = PagePending(node, writing.authority.checkpoint, page.pending._new_key)
    page.restart = lambda: (page.cut(), page.pending.restart())
    for _ in range(150):
        writer = chance.choice([page, page, *writing.writers])
        action = chance.choice(
            [
                "write",
                "write",
                "write",
                "say",
                "listen",
                "takes",
                "cut",
                "connect",
                "commit",
                "restart",
                "kill",
            ]
        )
        if action == "write":
            units = writer.pending.units
            splices = random_splices(chance, from_units(units), most=2)
            writer.pending.edit(ChangeSet.of(splices, len(units)))
        elif action == "commit":
            writing.authority.commit(2)
        elif action == "kill":
            if chance.random() < 0.2:
                writing.authority.kill()
        else:
            getattr(writer, action)()
    writing.settle()
    writing.check()


@pytest.mark.parametrize(
    "source", ["code.test", "code_document.test", "code_screens.test", "code_speed.test"]
)
def test_edits_are_sent_as_the_server_accepts_them_and_screens_show_what_is(source, tmp_path):
    passed, words = run_tests(source, tmp_path)
    assert passed, words
