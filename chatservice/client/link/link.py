"""A connection that reconnects by itself and loses nothing.

This module knows neither Twisted nor asyncio. A `Connector` (``dial_twisted``, ``dial_asyncio``) opens
a connection and calls back; txaio gives the timers and futures of the framework in use.

    IDLE --start--> DIALLING --connected--> COMING_IN --welcome--> HERE
                       ^  |                     |  \\--refused--> REFUSED --login_as--> DIALLING
                       |  \\------ lost ---------|----- lost ------|
                       \\------- WAITING <--------                  stop from anywhere: ENDED

Reconnecting sends the token, the epoch and the cursors: the server answers with exactly
what was missed. Then unacknowledged lines are sent again with their keys.
Futures never fail: they give the answering event, or None when the
connection was cut first.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from chatservice.client.link.cursors import Cursors, id_of
from chatservice.client.link.failures import Trouble
from chatservice.client.link.transport import Connector, LinkPhase, LinkStatus, Observer, Receiver
from chatservice.client.link.unsent import Unsent, UnsentEntry, UnsentStatus
from chatservice.model import commands
from chatservice.model.commands import Command, Login, Say
from chatservice.model.events import (
    Ack,
    Answer,
    Bye,
    Error,
    Event,
    Joined,
    Left,
    NameIs,
    Pong,
    RoomDeleted,
    Welcome,
)
from chatservice.model.names import LOBBY, fold

DELAY_FIRST = 0.5  # seconds before the first attempt to reconnect, doubled each time
DELAY_MAX = 30.0
ANSWER_WITHIN = 15.0  # seconds for a server to answer a login or a ping
QUIET = 30.0  # seconds of silence before the server is pinged
SLOWER = 1.0  # seconds to wait after "too fast", when the server names no time

# Temporary refusals of a line: it is sent again, before any later line.
PASSING = frozenset({"slow_down", "stale", "busy"})
# Farewells after which reconnecting would do harm, or be refused again.
FINAL = frozenset({"superseded", "name_claimed", "signed_out", "banned", "kicked", "flood"})
# The answer to a frame that the server could not parse has no key.
UNREAD = frozenset({"line_too_long", "bad_json", "bad_command"})


class Link:
    """`tx` is ``txaio.tx``, or ``txaio.aio`` with its loop set; `now` and `later` are the clock of
    that loop, in seconds; `random` gives numbers from 0 to 1; `new_key` 128 random bits as text."""

    def __init__(
        self,
        dial: Connector,
        observer: Observer,
        tx: Any,
        now: Callable[[], float],
        later: Callable[..., Any],
        random: Callable[[], float],
        new_key: Callable[[], str],
    ) -> None:
        self._dial = dial
        self._observer = observer
        self._tx = tx
        self._now = now
        self._later = later
        self._random = random
        self._new_key = new_key
        self._receiver: Receiver | None = None
        self._give_up: Callable[[], None] | None = None
        self._timer: Any = None
        self._keeper: Any = None
        self._slow: Any = None
        self._attempts = 0
        self._refs = 0
        self._waiting: dict[str, Any] = {}
        self._ping = ""
        self._pinged: Say | None = None
        self._heard_at = 0.0
        self._login = Login(name="")
        self._token = ""
        self._rooms: dict[str, str] = {}  # rooms to be in: id or name in commands -> display name
        self._spoken: dict[str, Any] = {}
        self.me = ""
        self.cursors = Cursors()
        self.unsent = Unsent()
        self.status = LinkStatus()

    # Requests.

    def start(self, login: Login, rooms: Iterable[str] = ()) -> None:
        """Log in, and stay in `rooms` (names or ids). A password in `login` is dropped at the welcome."""
        self._login = login
        self._rooms.update({room: room for room in rooms})
        self._call()

    def login_as(self, login: Login) -> None:
        """Try again after a refusal, under another name or with a password."""
        self._login = login
        self._end_attempt()
        self._call()

    def retry(self) -> None:
        """Connect now instead of waiting for the next attempt."""
        if self.status.phase is LinkPhase.WAITING:
            self._call()

    def stop(self, farewell: bool = True) -> None:
        """Say goodbye and end. Unsent lines stay in `unsent`."""
        if farewell and self._receiver is not None and self._receiver.wire is not None:
            self._write(commands.Quit())
        self._end_attempt()
        self._set(LinkStatus(LinkPhase.ENDED))

    @property
    def token(self) -> str:
        """The session's token, valid on other doors too. A secret."""
        return self._token

    @property
    def here(self) -> bool:
        return self.status.phase is LinkPhase.HERE

    def send(self, command: Command) -> bool:
        """Send `command`; False when not connected."""
        if not self.here:
            return False
        self._write(command)
        return True

    def ask(self, command: Command) -> Any:
        """A future of the first answer to `command`: an event, an `Error`, or None when cut."""
        future = self._tx.create_future()
        if not self.here:
            self._tx.resolve(future, None)
            return future
        self._refs += 1
        ref = f"link-{self._refs}"
        self._waiting[ref] = future
        self._write(msgspec.structs.replace(command, ref=ref))
        return future

    def join(self, room: str, password: str = "", ref: str | None = None) -> None:
        """Enter `room`, and enter it again after each reconnect."""
        if not self.here:
            self._rooms[room] = room
        self.send(commands.Join(room=room, password=password, ref=ref))

    def leave(self, room: str) -> None:
        self._forget(room)
        self.send(commands.Leave(room=room))

    def say(self, room: str, text: str, action: bool = False) -> Say | None:
        """Say `text` once, now or after reconnecting; None when too many lines are waiting."""
        if self.unsent.full:
            return None
        say = Say(room=room, text=text, action=action, key=self._new_key())
        self.unsent.add(say)
        self._push()
        return say

    def restore(self, entries: Iterable[UnsentEntry]) -> None:
        """Put back lines of an earlier run, before any new one; their rooms have been joined."""
        for entry in entries:
            self.unsent.put(entry)
        self._push()

    def said(self, say: Say) -> Any:
        """A future of the `Ack` or `Error` that answers `say`."""
        future = self._spoken[say.key] = self._tx.create_future()
        return future

    def say_again(self, key: str) -> None:
        self.unsent.again(key)
        self._push()

    def forget(self, key: str) -> None:
        """Drop a failed line."""
        self.unsent.done(key)

    # The connection.

    def _call(self) -> None:
        self._cancel_timer()
        self._set(LinkStatus(LinkPhase.DIALLING))
        receiver = self._receiver = Receiver(self)
        give_up = self._dial(receiver)
        if self._receiver is receiver:  # the attempt may have failed at once
            self._give_up = give_up

    def opened(self) -> None:
        self._give_up = None
        self._heard_at = self._now()
        self._set(LinkStatus(LinkPhase.COMING_IN))
        login = self._login
        if self._token:
            login = Login(token=self._token, name=login.name if login.name != self.me else "")
        if self.cursors.epoch:
            login = msgspec.structs.replace(login, since=dict(self.cursors.seqs), epoch=self.cursors.epoch)
        self._write(login)
        self._timer = self._later(ANSWER_WITHIN, self.failed, Trouble("silent"))

    def failed(self, trouble: Trouble, at_least: float = 0.0) -> None:
        self._end_attempt()
        self._wait(trouble, at_least)

    def lost(self, trouble: Trouble) -> None:
        self._end_attempt()
        if self.status.phase not in (LinkPhase.REFUSED, LinkPhase.ENDED):
            self._wait(trouble)

    def _end_attempt(self) -> None:
        self._cancel_timer()
        self._cancel_keeper()
        self._cancel_slow()
        give_up, self._give_up = self._give_up, None
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.die()
        if give_up is not None:
            give_up()
        self.unsent.cut()
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            self._tx.resolve(future, None)

    def _wait(self, trouble: Trouble, at_least: float = 0.0) -> None:
        if trouble.final:
            self._set(LinkStatus(LinkPhase.REFUSED, trouble))
            return
        limit = min(DELAY_MAX, DELAY_FIRST * 2**self._attempts)
        delay = max(at_least, limit * (0.5 + self._random() / 2))
        self._attempts = min(self._attempts + 1, 16)
        self._timer = self._later(delay, self._call)
        self._set(LinkStatus(LinkPhase.WAITING, trouble, self._now() + delay))

    def _set(self, status: LinkStatus) -> None:
        self.status = status
        self._observer.changed(status)

    def _write(self, command: Command) -> None:
        if self._receiver is not None and self._receiver.wire is not None:
            self._receiver.wire.send(msgspec.json.encode(command) + b"\n")

    def _cancel_timer(self) -> None:
        timer, self._timer = self._timer, None
        _cancel(timer)

    # Incoming events.

    def heard(self, event: Event) -> None:
        self._heard_at = self._now()
        self.cursors.follow(event, self.me)
        if isinstance(event, Welcome):
            self._welcomed(event)
        elif isinstance(event, Ack) and event.key:
            self._answered(event.key, event)
        elif isinstance(event, Error):
            if self._refused(event):
                return
        elif isinstance(event, NameIs):
            self.me = event.name
            self._login = Login(name=event.name)
        elif isinstance(event, Joined):
            self._joined(event)
        elif isinstance(event, (Left, RoomDeleted)):
            self._rooms.pop(id_of(event), None)
        elif isinstance(event, Pong):
            self._ponged(event)
        self._observer.heard(event)
        self._resolve(event)
        if isinstance(event, Bye):
            self._bye(event)

    def _joined(self, event: Joined) -> None:
        if event.kind == "public":
            self._forget(event.room)  # from now on the id addresses it
            self._rooms[id_of(event)] = event.room

    def _forget(self, room: str) -> None:
        """Forget `room`, an id or a name in any spelling."""
        for known in [
            known for known, name in self._rooms.items() if room == known or fold(room) == fold(name)
        ]:
            del self._rooms[known]

    def _resolve(self, event: Event) -> None:
        if isinstance(event, Answer) and isinstance(event.ref, str):
            future = self._waiting.pop(event.ref, None)
            if future is not None:
                self._tx.resolve(future, event)

    def _welcomed(self, event: Welcome) -> None:
        self._cancel_timer()
        self._attempts = 0
        if self._token and not event.resumed:
            self.unsent.doubt("It may have been sent before the connection was cut.")
        self._token, self.me = event.token, event.name
        self._login = Login(name=event.name)
        self._set(LinkStatus(LinkPhase.HERE))
        for room in self._rooms:
            if room not in self.cursors.seqs:
                self._write(commands.Join(room=room))
        self._keeper = self._later(QUIET, self._keep)
        self._push()

    def _bye(self, event: Bye) -> None:
        if event.code in FINAL:
            self.failed(Trouble("told", event.text, final=True))
        else:
            self.failed(Trouble("told", event.text))

    # Failures.

    def _refused(self, event: Error) -> bool:
        """Handle an error; True when it concerned the link alone."""
        if self.status.phase is LinkPhase.COMING_IN:
            self._login_refused(event)
            return True
        if event.code == "no_such_room" and event.room in self._rooms:
            self._lost_room(event.room)
        key = event.key or self._unread(event)
        entry = self.unsent.get(key) if key else None
        if entry is None or entry.standing is not UnsentStatus.UNDER_WAY:
            return False
        if event.code in PASSING:
            entry.standing = UnsentStatus.WAITING
            self._cancel_slow()
            self._slow = self._later(event.retry_after or SLOWER, self._go_on)
            return True
        self.unsent.failed(key, event.text)
        self._spoken_of(key, event)
        self._push()
        return False

    def _lost_room(self, room: str) -> None:
        """Leave a deleted room, or one of another database, which has its own lobby."""
        self.cursors.seqs.pop(room, None)
        if fold(self._rooms.pop(room)) == LOBBY and room != LOBBY:
            self.join(LOBBY)

    def _unread(self, event: Error) -> str:
        under_way = self.unsent.under_way
        silent = event.ref is None and event.code in UNREAD
        return under_way.say.key if silent and under_way is not None else ""

    def _login_refused(self, event: Error) -> None:
        if self._token and event.code == "bad_token":
            # The session has expired: log in as a new person, to the same rooms.
            self._token = ""
            self.unsent.doubt("It may have been sent before the connection was cut.")
            private = [room for room in self.cursors.seqs if room not in self._rooms]
            for room in private:
                del self.cursors.seqs[room]
            self._write(
                msgspec.structs.replace(
                    self._login, since=dict(self.cursors.seqs), epoch=self.cursors.epoch, token=""
                )
            )
            return
        passing = event.code in ("server_full", "refused", "server_stopping") or event.code in PASSING
        self.failed(Trouble("told", event.text, final=not passing, code=event.code), event.retry_after)

    # Lines.

    def _push(self) -> None:
        if self.here and self._slow is None:
            say = self.unsent.take()
            if say is not None:
                self._write(say)

    def _go_on(self) -> None:
        self._slow = None
        self._push()

    def _cancel_slow(self) -> None:
        slow, self._slow = self._slow, None
        _cancel(slow)

    def _answered(self, key: str, event: Event) -> None:
        self.unsent.done(key)
        self._spoken_of(key, event)
        self._push()

    def _spoken_of(self, key: str, event: Event) -> None:
        future = self._spoken.pop(key, None)
        if future is not None:
            self._tx.resolve(future, event)

    # Keep-alive.

    def _keep(self) -> None:
        silent = self._now() - self._heard_at
        self._keeper = None
        if silent < QUIET:
            self._keeper = self._later(QUIET - silent, self._keep)
            return
        self._refs += 1
        self._ping = f"ping-{self._refs}"
        entry = self.unsent.under_way
        self._pinged = entry.say if entry is not None else None
        self._write(commands.Ping(ref=self._ping))
        self._keeper = self._later(ANSWER_WITHIN, self.failed, Trouble("silent"))

    def _ponged(self, event: Pong) -> None:
        if event.ref != self._ping:
            return
        self._ping = ""
        _cancel(self._keeper)
        self._keeper = self._later(QUIET, self._keep)
        pinged, self._pinged = self._pinged, None
        entry = self.unsent.get(pinged.key) if pinged is not None else None
        if entry is not None and entry.standing is UnsentStatus.UNDER_WAY:
            # A pong comes after all earlier answers: this line will get none.
            self.unsent.failed(entry.say.key, "The server did not answer.")
            self._push()

    def _cancel_keeper(self) -> None:
        keeper, self._keeper = self._keeper, None
        _cancel(keeper)


def _cancel(timer: Any) -> None:
    """Cancel `timer`. A Twisted timer that has run may not be cancelled; one of asyncio may."""
    if timer is not None and (not hasattr(timer, "active") or timer.active()):
        timer.cancel()
