"""Lines of a program mean the same however many of them come in one read."""

import random

import pytest

from tests.scenes.stage import UNLIMITED, Stage

LINES = [
    b'{"cmd":"say","room":"lobby","text":"one","ref":1}',
    b'{"cmd":"say","room":"lobby","text":"two","key":"k"}',
    b'{"cmd":"say","room":"lobby","text":"three","key":"k"}',
    b'{"cmd":"say","text":"where I talk"}',
    b'{"cmd":"say","room":"nowhere","text":"lost","ref":"n"}',
    b'{"cmd":"say","room":"lobby","text":" ","ref":2}',
    b'{"cmd":"say","room":"@bob","text":"psst"}',
    b'{"cmd":"say","room":"lobby","text":"re","re":999}',
    b'{"cmd":"msg","to":"bob","text":"hi"}',
    b'{"cmd":"msg","to":"nobody","text":"hi","ref":3}',
    b'{"cmd":"join","room":"ops"}',
    b'{"cmd":"leave","room":"ops"}',
    b'{"cmd":"nick","name":"eve"}',
    b'{"cmd":"nick","name":"ana"}',
    b'{"cmd":"who","room":"lobby","ref":4}',
    b'{"cmd":"login","name":"other"}',
    b'{"cmd":"say","room":"lobby"}',
    b'{"cmd":"say"}{"cmd":"say"}',
    b"hello",
    b"",
]


def played(lines, together):
    """What a writer and a reader were sent; `together` lines come in one read."""
    stage = Stage(**UNLIMITED, max_under_way=3)
    bob, ana = stage.json("bob"), stage.json("ana")
    for actor in (bob, ana):
        actor.raw()
    for first in range(0, len(lines), together):
        ana.sends(b"".join(line + b"\n" for line in lines[first : first + together]))
    return [_by_kind(actor.events()) for actor in (ana, bob)]


def _by_kind(events):
    """Lines are answered at their commit, and shown room by room: each kind for itself."""
    kinds = {}
    for event in events:
        of = event["event"], event.get("room"), event.get("code")
        kinds.setdefault(of, []).append(
            {key: event[key] for key in event if key not in ("rid", "id", "token")}
        )
    return kinds


@pytest.mark.parametrize("seed", range(6))
def test_answers_do_not_depend_on_how_many_lines_come_at_once(seed):
    lines = random.Random(seed).choices(LINES, k=30, weights=[6] * 4 + [1] * (len(LINES) - 4))
    alone = played(lines, 1)
    for together in (2, 3, 30):
        assert played(lines, together) == alone
