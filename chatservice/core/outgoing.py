"""Posts lines to the outgoing webhooks of their rooms, and says what they answer.

A line is posted after its commit, by the process that its sender is connected to. What waits is in
memory and bounded; what fails is tried again, each time after a longer while, and then given up.
Bots' lines post nothing, so that two programs never talk to each other without end.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from chatservice.core.ports import Callouts, Clock, OutgoingStore, Spawn
from chatservice.core.room import Room
from chatservice.errors import CalloutFailed, Fault
from chatservice.model.bodies import text_of
from chatservice.model.outgoing import Callout, CalloutReply, OutgoingRow, trigger
from chatservice.model.records import Appended, Draft
from chatservice.model.values import RoomKind
from chatservice.settings.schema import Settings

WORKERS = 8  # posts at once
PAUSES = (1.0, 10.0, 60.0)  # seconds before each further attempt
TIMEOUT = 15.0  # seconds for an answer
REASON_MAX = 200  # characters


class OutgoingNeeds(NamedTuple):
    """`say` says what is answered, as the bot of that row."""

    settings: Settings
    store: OutgoingStore
    callouts: Callouts
    clock: Clock
    spawn: Spawn
    new_token: Callable[[], str]
    is_bot: Callable[[int], bool]
    say: Callable[[OutgoingRow, str], Awaitable[object]]


class PostTally:
    """What became of the posts of one webhook."""

    def __init__(self) -> None:
        self.sent = 0
        self.failed = 0
        self.why = ""


class _Waiting(NamedTuple):
    row: OutgoingRow
    callout: Callout
    attempts: int


class OutgoingPosts:
    """`rooms` are those that may have outgoing webhooks: of all others a line costs one look."""

    def __init__(self, needs: OutgoingNeeds) -> None:
        self._needs = needs
        self._lines: deque[tuple[Room, Draft, Appended]] = deque()
        self._waiting: deque[_Waiting] = deque()
        self._pausing = 0
        self._workers = 0
        self._looks = False
        self.rooms: set[int] = set()
        self.tallies: dict[int, PostTally] = {}

    async def start(self) -> None:
        self.rooms.update(await self._needs.store.rooms())

    def __len__(self) -> int:
        return len(self._lines) + len(self._waiting) + self._pausing + self._workers

    def look(self, room: Room, draft: Draft, at: Appended) -> None:
        """Post the line soon, if one of the room's webhooks is for it. Above the cap it is dropped."""
        if room.kind is RoomKind.DIRECT or self._needs.is_bot(draft.actor):
            return
        if len(self) < self._needs.settings.outgoing_queue:
            self._lines.append((room, draft, at))
        if not self._looks:
            self._looks = True
            self._needs.spawn(self._look())

    async def _look(self) -> None:
        try:
            while self._lines:
                await self._queue(*self._lines.popleft())
        finally:
            self._looks = False

    async def _queue(self, room: Room, draft: Draft, at: Appended) -> None:
        rows = await self._needs.store.of(room.id)
        if not rows:
            self.rooms.discard(room.id)
        text = text_of(draft.kind, draft.body)
        for row in rows:
            word = trigger(row, text)
            if word is not None:
                fields = {**described(room, draft), "post_id": f"{room.rid}:{at.seq}", "text": text}
                self._waiting.append(
                    _Waiting(row, self.callout(row, {**fields, "trigger_word": word}, TIMEOUT), 0)
                )
        while self._waiting and self._workers < WORKERS:
            self._workers += 1
            self._needs.spawn(self._work(self._waiting.popleft()))

    def callout(self, row: OutgoingRow, fields: dict[str, str], timeout: float) -> Callout:
        return Callout(row.url, row.token, self._needs.new_token(), {"token": row.token, **fields}, timeout)

    async def _work(self, waiting: "_Waiting") -> None:
        try:
            await self._post(waiting)
            while self._waiting:
                await self._post(self._waiting.popleft())
        finally:
            self._workers -= 1

    async def _post(self, waiting: "_Waiting") -> None:
        row, callout, attempts = waiting
        try:
            reply = await self.ask(row, callout)
        except CalloutFailed as fault:
            if fault.again and attempts < len(PAUSES):
                self._pausing += 1
                again = _Waiting(row, callout, attempts + 1)
                self._needs.clock.callLater(PAUSES[attempts], lambda: self._again(again))
            return
        if reply.text:
            try:
                await self._needs.say(row, reply.text)
            except Fault as fault:  # the bot is muted, the room is gone
                self._tally(row).why = fault.code

    def _again(self, waiting: "_Waiting") -> None:
        self._pausing -= 1
        self._workers += 1
        self._needs.spawn(self._work(waiting))

    async def ask(self, row: OutgoingRow, callout: Callout) -> CalloutReply:
        """The answer, counted. Raises CalloutFailed."""
        tally = self._tally(row)
        try:
            reply = await self._needs.callouts.post(callout)
        except CalloutFailed as fault:
            tally.failed += 1
            tally.why = fault.reason[:REASON_MAX]
            raise
        tally.sent += 1
        return reply

    def _tally(self, row: OutgoingRow) -> PostTally:
        return self.tallies.setdefault(row.id, PostTally())


def described(room: Room, draft: Draft) -> dict[str, str]:
    """Who says something where, in the words of Mattermost."""
    return {
        "channel_id": room.rid,
        "channel_name": room.label,
        "timestamp": str(int(draft.ts * 1000)),
        "user_id": str(draft.actor),
        "user_name": draft.actor_name,
    }
