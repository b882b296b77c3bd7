"""A chat server that does not hand lines on as it should: `python lying_server.py HOW PORT`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.plain_loop import Chat, Rooms, reactor

HOW = sys.argv[1]
EVERY = 7  # one line in so many is treated badly


class Liar(Chat):
    said = 0
    kept = b""

    def say(self, line: bytes) -> None:
        Liar.said += 1
        bad = Liar.said % EVERY == 0
        if bad and HOW == "loses":
            return
        if bad and HOW == "garbles":
            line = line[:10] + b"?" + line[11:]
        if bad and HOW == "swaps":
            self.kept = line
            return
        if bad and HOW == "misplaces":
            for room in self.rooms.people.values():
                for other in room.values():
                    if other is not self:
                        other.sendLine(b"[%s] %s: %s" % (self.room, self.name, line))
            return
        super().say(line)
        if self.kept:
            super().say(self.kept)
            self.kept = b""
        if bad and HOW == "doubles":
            super().say(line)


class LyingRooms(Rooms):
    def buildProtocol(self, addr: object) -> Chat:
        return Liar(self)


reactor.listenTCP(int(sys.argv[2]), LyingRooms(), interface="127.0.0.1")
reactor.run()
