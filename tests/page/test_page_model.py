"""The page's model shows what the desktop client's shows, of any events in any order."""

import msgspec
import pytest

from chatservice.model.events import Event
from tests.page.node import answer_of, needs_node
from tests.page.picture import NOW, play
from tests.page.streams import Stream
from tests.scenes.random_play import RandomPlay

pytestmark = needs_node
SEEDS = range(100)
PLAYS = range(1, 9)
SHOWN_EVERY = 12  # events
EMPTY = (None, False, 0, "", [], {}, ())


def without_defaults(value):
    """What is left out on the wire is the same as its default."""
    if isinstance(value, dict):
        return {key: without_defaults(each) for key, each in value.items() if each not in EMPTY}
    if isinstance(value, list | tuple):
        return [without_defaults(each) for each in value]
    return value


def as_sent(steps):
    return [msgspec.to_builtins(step) if isinstance(step, Event) else list(step) for step in steps]


def first_difference(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                return first_difference(ours.get(key), theirs.get(key), f"{path}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for at, pair in enumerate(zip(ours, theirs, strict=True)):
            if pair[0] != pair[1]:
                return first_difference(*pair, f"{path}[{at}]")
    return f"{path}: desktop {ours!r}, page {theirs!r}"


def compared(plays, folder):
    theirs = answer_of("picture", folder, {"now": NOW, "plays": [as_sent(steps) for steps in plays]})
    for number, steps in enumerate(plays):
        ours = without_defaults(msgspec.to_builtins(play(steps)))
        shown = without_defaults(theirs[number])
        if ours != shown:
            pytest.fail(f"play {number}: {first_difference(ours, shown)}")


def test_any_events_in_any_order_give_the_same_picture(tmp_path):
    compared([list(Stream(seed).steps()) for seed in SEEDS], tmp_path)


def seen_by_devices(seed):
    """What the server showed each device of a random play, with a look at the state every now and then."""
    play = RandomPlay(seed)
    play.run()
    streams = {}
    for words in play.script:
        if words[2:3] == ("sees",):
            steps = streams.setdefault(words[1], [])
            steps.append(words[3])
            if len(steps) % SHOWN_EVERY == 0:
                steps.append(("show",))
    return [[*steps, ("show",)] for steps in streams.values()]


def test_what_the_server_shows_gives_the_same_picture(tmp_path):
    compared([steps for seed in PLAYS for steps in seen_by_devices(seed)], tmp_path)
