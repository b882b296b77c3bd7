"""A room's id for programs: it never changes and reveals nothing.

The database numbers its rooms, so a room's number would reveal how many there are, private ones
too. On the wire it is encrypted with the database's secret: a Feistel network (Luby and Rackoff,
1988) over 50 bits, whose rounds are BLAKE2b (RFC 7693). So nothing is stored beside the number, a
restored database has the same ids, and a made-up id matches no room. It begins with ``!``, which no
name of a room contains.
"""

import re
from base64 import b32decode, b32encode
from functools import lru_cache
from hashlib import blake2b

from chatservice.model import names

HALF = 25  # bits; the two halves are ten letters of five bits each
MASK = (1 << HALF) - 1
ROUNDS = 8
LETTERS = 2 * HALF // 5
PADDING = 64 - 2 * HALF  # bits, up to the eight bytes that base32 (RFC 4648) takes
FORM = re.compile(names.RID + "([a-z2-7]{10})")
REMEMBERED = 10_000  # ids, so that a list of rooms costs no encryption


class Rids:
    def __init__(self) -> None:
        self._key = b""
        self.of = lru_cache(REMEMBERED)(self._of)

    def know(self, secret: str) -> None:
        """Set the secret; call before the first id is made."""
        self._key = blake2b(secret.encode(), digest_size=32, person=b"rooms").digest()

    def _of(self, room: int) -> str:
        left, right = room >> HALF & MASK, room & MASK
        for turn in range(ROUNDS):
            left, right = right, left ^ self._mixed(turn, right)
        number = (left << HALF | right) << PADDING
        return names.RID + b32encode(number.to_bytes(8, "big"))[:LETTERS].decode().lower()

    def room(self, rid: str) -> int | None:
        """The number of the room with that id, which may not exist; None if it is not an id."""
        match = FORM.fullmatch(rid)
        if match is None:
            return None
        number = int.from_bytes(b32decode(match[1].upper() + "AAA==="), "big") >> PADDING
        left, right = number >> HALF, number & MASK
        for turn in reversed(range(ROUNDS)):
            left, right = right ^ self._mixed(turn, left), left
        return left << HALF | right

    def _mixed(self, turn: int, half: int) -> int:
        if not self._key:
            raise AssertionError("the secret is known before the first id")
        digest = blake2b(half.to_bytes(4, "big"), digest_size=4, key=self._key, salt=bytes([turn])).digest()
        return int.from_bytes(digest, "big") & MASK
