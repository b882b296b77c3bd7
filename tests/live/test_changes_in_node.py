"""Changes of code documents agree with those of the editor in browsers, section for section.

CASES=50000 compares as many; FIRST_SEED says from which on.
"""

import json
import os
import random
import subprocess

import pytest

from chatservice.model.changes import ChangeSet
from chatservice.model.utf16 import from_units, to_units
from tests.changes import random_splices, random_text
from tests.live.codemirror import HERE, CodeMirror, Node, needed
from tests.writers import Writing

FIRST = int(os.environ.get("FIRST_SEED", "1"))
CASES = int(os.environ.get("CASES", "10000"))
DEADLINE = 100

pytestmark = needed
PLAYS = CASES // 250


def in_node(program: str, cases: list[dict]) -> list[dict]:
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    node = ["node", str(HERE / program)]
    done = subprocess.run(node, input=lines.encode(), capture_output=True, timeout=DEADLINE, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def a_case(seed: int) -> dict:
    chance = random.Random(seed)
    doc = random_text(chance, chance.choice([0, 3, 12, 40]))
    a, b = random_splices(chance, doc), random_splices(chance, doc)
    units = to_units(doc)
    after = from_units(ChangeSet.of(a, len(units)).apply(units))
    c = random_splices(chance, after)
    positions = [chance.randint(0, len(units)) for _ in range(4)]
    return {"doc": doc, "a": a, "b": b, "c": c, "positions": positions}


def here(case: dict) -> dict:
    doc = to_units(case["doc"])
    a, b = ChangeSet.of(case["a"], len(doc)), ChangeSet.of(case["b"], len(doc))
    c = ChangeSet.of(case["c"], a.new_length)
    return {
        "read": sections(a),
        "applied": from_units(a.apply(doc)),
        "composed": sections(a.compose(c)),
        "mapped": sections(a.map(b)),
        "before": sections(a.map(b, before=True)),
        "inverse": sections(a.invert(doc)),
        "merged": from_units(a.compose(b.map(a)).apply(doc)),
        "deeper": sections(b.map(a).compose(c.map(b.map(a)))),
        "positions": [[a.map_position(at, assoc) for assoc in (-1, 0, 1)] for at in case["positions"]],
    }


def sections(changes: ChangeSet) -> list[list]:
    return [[length, None if text is None else from_units(text)] for length, text in changes.sections]


def test_apply_compose_map_invert_and_positions_are_those_of_codemirror():
    cases = [a_case(seed) for seed in range(FIRST, FIRST + CASES)]
    answers = in_node("changes.mjs", cases)
    assert len(answers) == CASES
    for seed, (case, answer) in enumerate(zip(cases, answers, strict=True), FIRST):
        assert here(case) == answer, f"seed {seed}: {case}"


@pytest.fixture(scope="module")
def node():
    program = Node("editor.mjs")
    yield program
    program.close()


@pytest.mark.parametrize("seed", range(FIRST, FIRST + PLAYS))
def test_an_editor_in_a_browser_comes_to_the_same_text_as_the_others(seed, node):
    chance = random.Random(seed)
    writing = Writing(4, "a漢\n😀")
    browser = writing.writers[0]
    browser.pending = CodeMirror(node, writing.authority.checkpoint, browser.pending._new_key)
    for _ in range(150):
        writer = chance.choice([browser, *writing.writers])
        action = chance.choice(["write", "write", "say", "listen", "takes", "cut", "connect", "commit"])
        if action == "write":
            units = writer.pending.units
            splices = random_splices(chance, from_units(units), most=2)
            writer.pending.edit(ChangeSet.of(splices, len(units)))
        elif action == "commit":
            writing.authority.commit(2)
        else:
            getattr(writer, action)()
    writing.settle()
    writing.check()
