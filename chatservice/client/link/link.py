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

from chatservice.client.link.cursors import Cursors
from chatservice.client.link.failures import Trouble
from chatservice.client.link.joined_rooms import JoinedRooms
from chatservice.client.link.keep_alive import ANSWER_WITHIN, KeepAlive
from chatservice.client.link.line_sender import PASSING, LineSender
from chatservice.client.link.login import LinkLogin
from chatservice.client.link.pending_answers import PendingAnswers
from chatservice.client.link.refusals import worded
from chatservice.client.link.timer import LinkTimer
from chatservice.client.link.transport import Connector, LinkPhase, LinkStatus, Observer, Receiver
from chatservice.client.link.unsent import Unsent, UnsentEntry
from chatservice.client.words import _, marked
from chatservice.model import commands
from chatservice.model.commands import Command, Login, Say
from chatservice.model.events import (
    Ack,
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
from chatservice.model.names import LOBBY

DELAY_FIRST = 0.5  # seconds before the first attempt to reconnect, doubled each time
DELAY_MAX = 30.0

# Farewells after which reconnecting would do harm, or be refused again.
FINAL = frozenset({"superseded", "name_claimed", "signed_out", "banned", "kicked", "flood"})
# Temporary refusals of a login.
LATER = PASSING | {"server_full", "refused", "server_stopping"}
IN_DOUBT = marked("It may have been sent before the connection was cut.")


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
        self.now = now
        self._random = random
        self._new_key = new_key
        self._receiver: Receiver | None = None
        self._give_up: Callable[[], None] | None = None
        self._timer = LinkTimer(later)  # until the next attempt, or for the answer to a login
        self._attempts = 0
        self._answers = PendingAnswers(tx)
        self._rooms = JoinedRooms()
        self.cursors = Cursors()
        self._login = LinkLogin(self.cursors)
        self.unsent = Unsent()
        self.status = LinkStatus()
        self._lines = LineSender(self.unsent, tx, later, self._write, lambda: self.here)
        self._keep_alive = KeepAlive(self.unsent, now, later, self._write, self.failed)

    # Requests.

    def start(self, login: Login, rooms: Iterable[str] = ()) -> None:
        """Log in, and stay in `rooms` (names or ids). A password in `login` is dropped at the welcome."""
        self._login.use(login)
        self._rooms.add(rooms)
        self._call()

    def login_as(self, login: Login) -> None:
        """Try again after a refusal, under another name or with a password."""
        self._login.use(login)
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
        return self._login.token

    @property
    def me(self) -> str:
        """The user's name on the server; empty before the first welcome."""
        return self._login.me

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
        if not self.here:
            return self._answers.nothing()
        ref, future = self._answers.add()
        self._write(msgspec.structs.replace(command, ref=ref))
        return future

    def join(self, room: str, password: str = "", ref: str | None = None) -> None:
        """Enter `room`, and enter it again after each reconnect."""
        if not self.here:
            self._rooms.add([room])
        self.send(commands.Join(room=room, password=password, ref=ref))

    def leave(self, room: str) -> None:
        self._rooms.forget(room)
        self.send(commands.Leave(room=room))

    def say(self, room: str, text: str, action: bool = False, re: int = 0, topic: str = "") -> Say | None:
        """Say `text` once, now or after reconnecting; None when too many lines are waiting."""
        if self.unsent.full:
            return None
        say = Say(room=room, text=text, action=action, re=re, topic=topic, key=self._new_key())
        self.unsent.add(say)
        self._lines.push()
        return say

    def restore(self, entries: Iterable[UnsentEntry]) -> None:
        """Put back lines of an earlier run, before any new one; their rooms have been joined."""
        for entry in entries:
            self.unsent.put(entry)
        self._lines.push()

    def said(self, say: Say) -> Any:
        """A future of the `Ack` or `Error` that answers `say`."""
        return self._lines.answer_to(say)

    def say_again(self, key: str) -> None:
        self.unsent.again(key)
        self._lines.push()

    def forget(self, key: str) -> None:
        """Drop a failed line."""
        self.unsent.done(key)

    # The connection.

    def _call(self) -> None:
        self._timer.cancel()
        self._set(LinkStatus(LinkPhase.DIALLING))
        receiver = self._receiver = Receiver(self)
        give_up = self._dial(receiver)
        if self._receiver is receiver:  # the attempt may have failed at once
            self._give_up = give_up

    def opened(self) -> None:
        self._give_up = None
        self._keep_alive.heard()
        self._set(LinkStatus(LinkPhase.COMING_IN))
        self._write(self._login.command())
        self._timer.set(ANSWER_WITHIN, self.failed, Trouble("silent"))

    def failed(self, trouble: Trouble, at_least: float = 0.0) -> None:
        self._end_attempt()
        self._wait(trouble, at_least)

    def lost(self, trouble: Trouble) -> None:
        self._end_attempt()
        if self.status.phase not in (LinkPhase.REFUSED, LinkPhase.ENDED):
            self._wait(trouble)

    def _end_attempt(self) -> None:
        self._timer.cancel()
        self._keep_alive.cancel()
        give_up, self._give_up = self._give_up, None
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.die()
        if give_up is not None:
            give_up()
        self._lines.cut()
        self._answers.cut()

    def _wait(self, trouble: Trouble, at_least: float = 0.0) -> None:
        if trouble.final:
            self._set(LinkStatus(LinkPhase.REFUSED, trouble))
            return
        limit = min(DELAY_MAX, DELAY_FIRST * 2**self._attempts)
        delay = max(at_least, limit * (0.5 + self._random() / 2))
        self._attempts = min(self._attempts + 1, 16)
        self._timer.set(delay, self._call)
        self._set(LinkStatus(LinkPhase.WAITING, trouble, self.now() + delay))

    def _set(self, status: LinkStatus) -> None:
        self.status = status
        self._observer.changed(status)

    def _write(self, command: Command) -> None:
        if self._receiver is not None and self._receiver.wire is not None:
            self._receiver.wire.send(msgspec.json.encode(command) + b"\n")

    # Incoming events.

    def heard(self, event: Event) -> None:
        self._keep_alive.heard()
        if isinstance(event, (Error, Bye)):
            event = worded(event)
        self.cursors.follow(event, self.me)
        if isinstance(event, Welcome):
            self._welcomed(event)
        elif isinstance(event, Ack) and event.key:
            self._lines.acknowledged(event.key, event)
        elif isinstance(event, Error):
            if self._refused(event):
                return
        elif isinstance(event, NameIs):
            self._login.renamed(event.name)
        elif isinstance(event, Joined):
            self._rooms.joined(event)
        elif isinstance(event, (Left, RoomDeleted)):
            self._rooms.gone(event)
        elif isinstance(event, Pong):
            self._ponged(event)
        self._observer.heard(event)
        self._answers.resolve(event)
        if isinstance(event, Bye):
            self._bye(event)

    def _ponged(self, event: Pong) -> None:
        unanswered = self._keep_alive.answered(event)
        if unanswered:
            self._lines.failed(unanswered, _("The server did not answer."))

    def _welcomed(self, event: Welcome) -> None:
        self._timer.cancel()
        self._attempts = 0
        if self.token and not event.resumed:
            self.unsent.doubt(_(IN_DOUBT))
        self._login.welcomed(event)
        self._set(LinkStatus(LinkPhase.HERE))
        for room in self._rooms.names:
            if room not in self.cursors.seqs:
                self._write(commands.Join(room=room))
        self._keep_alive.begin()
        self._lines.push()

    def _bye(self, event: Bye) -> None:
        self.failed(Trouble("told", event.text, final=event.code in FINAL))

    # Refusals.

    def _refused(self, event: Error) -> bool:
        """Handle an error; True when it concerned the link alone."""
        if self.status.phase is LinkPhase.COMING_IN:
            self._login_refused(event)
            return True
        if event.code == "no_such_room" and event.room in self._rooms.names:
            self._lost_room(event.room)
        return self._lines.refused(event)

    def _lost_room(self, room: str) -> None:
        """Leave a deleted room, or one of another database, which has its own lobby."""
        self.cursors.seqs.pop(room, None)
        if self._rooms.missing(room):
            self.join(LOBBY)

    def _login_refused(self, event: Error) -> None:
        if self.token and event.code == "bad_token":
            self._log_in_anew()
        else:
            trouble = Trouble("told", event.text, final=event.code not in LATER, code=event.code)
            self.failed(trouble, event.retry_after)

    def _log_in_anew(self) -> None:
        """The session has expired: log in as a new person, to the same rooms."""
        self.unsent.doubt(_(IN_DOUBT))
        for room in [room for room in self.cursors.seqs if room not in self._rooms.names]:
            del self.cursors.seqs[room]  # a private one
        self._write(self._login.anew())
