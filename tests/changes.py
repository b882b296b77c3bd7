"""Changes of texts at random, for tests."""

import random

from chatservice.model.changes import Splice
from chatservice.model.utf16 import splits_pair, to_units

ALPHABET = "abc \n\n(é漢字한😀👩🏽‍💻🀄"


def random_text(chance: random.Random, most: int, alphabet: str = ALPHABET) -> str:
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(0, most)))


def random_splices(chance: random.Random, text: str, most: int = 4) -> list[Splice]:
    """Valid ones for `text`; often at the same places, and touching one another."""
    units = to_units(text)
    places = [at for at in range(len(units) + 1) if not splits_pair(units, at)]
    ends = sorted(chance.choice(places) for _ in range(2 * chance.randint(0, most)))
    splices = []
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        to = start if chance.random() < 0.4 else end
        new = random_text(chance, 4) if to == start or chance.random() < 0.6 else ""
        if new or to > start:
            splices.append((start, to, new))
    return splices
