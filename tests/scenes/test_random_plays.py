"""Whatever happens in whatever order: who is in a room has each line once and in order, and
nobody else has any.

SEEDS=10000 plays as many; FIRST_SEED says from which on. What a seed does is told with
``python -m tests.scenes.test_random_plays SEED``.
"""

import os
import sys

import pytest

from tests.scenes.random_play import RandomPlay

FIRST = int(os.environ.get("FIRST_SEED", "1"))
SEEDS = int(os.environ.get("SEEDS", "150"))
TOGETHER = 25  # in one test


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, TOGETHER))
def test_whoever_is_in_a_room_has_each_line_once_and_nobody_else_has_any(first):
    for seed in range(first, min(first + TOGETHER, FIRST + SEEDS)):
        try:
            RandomPlay(seed).run()
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error


if __name__ == "__main__":
    play = RandomPlay(int(sys.argv[1]))
    try:
        play.run()
    finally:
        for words in play.script:
            print(*words)  # noqa: T201
