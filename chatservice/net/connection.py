"""One connection of the line door: bytes in to its door and session, events out by `sending`."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.core.ports import Timer, Variant
from chatservice.core.session import Session
from chatservice.errors import BadChange, Fault, LoginTimeout, SlowDown, TooFarBehind, TooSlow
from chatservice.model.commands import Command
from chatservice.model.events import Bye, Error
from chatservice.model.preferences import TerminalView
from chatservice.net.allowance import Allowance
from chatservice.net.context import ServerContext
from chatservice.net.eager import below, read_at_once
from chatservice.net.frames import FrameQueue
from chatservice.net.outbox import Outbox
from chatservice.net.parcel import Parcel
from chatservice.net.sending import EventSender, not_now
from chatservice.net.sockets import keep_apart
from chatservice.net.transport import Transport
from chatservice.wire import fault_text
from chatservice.wire.codec import CutFrame, Decoder
from chatservice.wire.text import viewed

READ = 16 * 1024  # bytes read at once: a read of nothing but empty lines holds everyone up


@implementer(IHalfCloseableProtocol)
class Connection(EventSender, Protocol):
    transport: Transport  # type: ignore[assignment]

    def __init__(self, shared: ServerContext, door: Decoder) -> None:
        super().__init__(shared, door)
        self._idle: Timer | None = None
        self._deadline: Timer | None = None
        self.paused = False  # whether incoming bytes are left in the network
        self.ended_by: Fault | None = None
        self.frames: FrameQueue | None = None
        self._gone: Deferred[None] | None = None
        self.forwarded_from: object = None  # its address, if that is not the transport's

    # Twisted calls these.

    def connectionMade(self) -> None:  # noqa: N802
        shared = self._shared
        settings = shared.settings
        self._open(settings.outbox, shared.allowance)
        shared.connections[self] = None
        self._connect(shared.chat.session(self))
        refusal = shared.no_room()
        if refusal is not None and self.session is not None:
            self.session.close(refusal)
        elif self._let_in() and settings.login_timeout is not None:
            self._deadline = shared.clock.callLater(settings.login_timeout, self._login_timeout)

    def _open(self, limit: int, allowance: Allowance) -> None:
        """Sending is possible from now on; at most `limit` bytes wait for the network."""
        read_at_once(self.transport, READ)
        if self._door.apart:
            keep_apart(self.transport)
        under = below(self.transport)
        self._outbox = Outbox(self.transport, limit, allowance, self, under)
        self._direct = self._outbox.send_now
        self.turned()

    def _connect(self, session: Session) -> None:
        self.session = session
        self.frames = FrameQueue(self, session, self._shared.settings, self._shared.clock)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._closing:
            return
        self._take(self._door.feed(data))
        if self._idle is not None or self._door.unfinished:
            self._listen_for_silence()

    def _listen_for_silence(self) -> None:
        if self._idle is not None:
            if self._idle.active():
                self._idle.cancel()
            self._idle = None
        if self._door.unfinished and not self._closing:
            self._idle = self._shared.clock.callLater(self._door.patience, self._silence)

    def readConnectionLost(self) -> None:  # noqa: N802
        """The client sends no more (``printf ... | nc``), but may still read."""
        if self.frames is not None and not self._closing:
            self._take(self._door.end())
            self.frames.end()

    def writeConnectionLost(self) -> None:  # noqa: N802
        pass

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._stop_timers()
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        self._closing = True
        self.send_now = not_now
        self._shared.connections.pop(self, None)
        if self.session is not None:
            self.session.lost()
        self._drop_frames()
        self._waiting.clear()
        self._outbox.drop()
        self._paced_out()
        if self._gone is not None:
            self._gone.callback(None)

    @property
    def gone(self) -> Deferred[None]:
        """Fires when the connection is lost. Only for one that is not lost yet."""
        if self._gone is None:
            self._gone = Deferred()
        return self._gone

    def _let_in(self) -> bool:
        """Check whether the client's address may connect (behind a proxy, net/proxied.py knows it).
        The only place that sets `Session.address`."""
        if self.session is None:
            return False
        refusal = self._shared.chat.comes_from(self.session, getattr(self.peer, "host", ""))
        if refusal is not None:
            self.session.close(refusal)
        return refusal is None

    # In.

    def _take(self, frames: Sequence[CutFrame]) -> None:
        if frames and self.frames is not None:
            self.frames.receive(frames)

    def _silence(self) -> None:
        self._idle = None
        if self._closing:
            return
        if self._door.joint:
            self._shared.chat.spawn(self._part(self._door.joint))
            return
        frames = self._door.idle()
        self.paced = self._door.paced
        self.turned()
        self._take(frames)
        self._listen_for_silence()

    async def _part(self, joint: str) -> None:
        """A room and a name probably came in one piece: find where they part."""
        room = ""
        with suppress(Fault):
            room = await self._shared.chat.directory.begins(joint)
        if not self._closing:
            self._take(self._door.part(room))

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        """Parse with the door's present dialect (net.frames.Reader)."""
        commands = self._door.parse(frame, named)
        if self._door.codec is not self._codec:
            self._renew_variants()
        return commands

    def parse_all(self, frames: Sequence[CutFrame]) -> Sequence[Command]:
        """Parse them at once, where the dialect allows it (net.frames.Reader)."""
        parse = self._door.parse_all
        return parse(frames) if parse is not None else ()

    def _renew_variants(self) -> None:
        """The dialect changed: what is queued goes out in the old one."""
        self.flush()
        self._codec = self._door.codec
        self.acks = self._codec.acks
        self._answers = self._codec.encode_all
        if self.session is not None:
            self._shared.chat.subscriptions.renew_variants(self.session)

    def _login_timeout(self) -> None:
        if self.session is not None and self.session.person_or_none is None:
            self.session.close(LoginTimeout(self._shared.settings.login_timeout or 0))

    # Out: chatservice.core.ports.Outlet.

    def show_as(self, view: TerminalView) -> None:
        """What waits is sent as it was."""
        codec = viewed(self._codec, view)
        if codec is not self._codec:
            self._door.codec = codec
            self._renew_variants()

    @property
    def door(self) -> str:
        """The kind of door that the client uses."""
        return self._door.name

    @property
    def dialect(self) -> str:
        return self._codec.name

    @property
    def lists(self) -> bool:
        return self._codec.lists

    listens = True

    @property
    def certificate(self) -> str:
        presented = getattr(self.transport, "getPeerCertificate", None)
        certificate = presented() if presented is not None else None
        return certificate.digest("sha256").decode().replace(":", "").lower() if certificate else ""

    @property
    def patient(self) -> bool:
        return self._codec.patient

    def _let_stay(self) -> None:
        """They have logged in."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        after = fault.seconds if isinstance(fault, SlowDown) else 0
        text = fault_text.sentence(fault)
        field = fault.field if isinstance(fault, BadChange | TooFarBehind) else ""
        error = Error(code=fault.code, text=text, ref=ref, key=key, room=room, retry_after=after, field=field)
        self.send(error)
        self._shared.tally.refused(fault)
        if fault.final:
            self.ended_by = fault
        closes = self._door.close_after(error)
        if closes and self.session is not None and not self.session.named:
            self.session.hang_up()

    def close(self, fault: Fault | None, resume: Mapping[str, int]) -> None:
        if self._closing:
            return
        if isinstance(fault, TooSlow):
            self._outbox.let_go()
            self._waiting.clear()
        self.ended_by = fault
        if fault is not None:
            self._shared.tally.refused(fault)
        code = fault.code if fault is not None else "bye"
        text = fault_text.sentence(fault) if fault is not None else fault_text.GOODBYE
        bye = Bye(code=code, text=text, resume=dict(resume) if fault is not None else {})
        self._waiting.append(Parcel(self._codec.encode(bye, "")))
        self.hang_up()

    def hang_up(self) -> None:
        if self._closing:
            return
        self._closing = True
        self.send_now = not_now
        self._stop_timers()
        self._drop_frames()
        last = b"".join([parcel.data for parcel in self._waiting])
        self._waiting.clear()
        self._waiting_size = 0
        self._outbox.last(last, self.transport.loseConnection)
        self._paced_out()
        self._deadline = self._shared.clock.callLater(self._shared.grace, self.transport.abortConnection)

    def _stop_timers(self) -> None:
        for timer in (self._idle, self._deadline, self._pacing):
            if timer is not None and timer.active():
                timer.cancel()
        self._idle = self._deadline = self._pacing = None

    def pause(self) -> None:
        if self.frames is not None:
            self.frames.pause()

    def resume(self) -> None:
        if self.frames is not None:
            self.frames.resume()

    def _drop_frames(self) -> None:
        if self.frames is not None:
            self.frames.clear()

    def read(self, more: bool) -> None:
        """From the network (net.frames.Reader)."""
        if self._closing or (more and self._shared.stopping):
            return
        self.paused = not more
        if more:
            self.transport.resumeProducing()
        else:
            self.transport.pauseProducing()

    @property
    def peer(self) -> object:
        """The client's address."""
        return self.forwarded_from or self.transport.getPeer()

    def describe(self) -> tuple[str, str]:
        """The client's address and its dialect."""
        peer = self.peer
        host, port = getattr(peer, "host", None), getattr(peer, "port", None)
        return f"{host}:{port}" if host is not None else "unix socket", self._codec.name

    def variant(self, viewer: str) -> Variant:
        return self._shared.variants.get(self._codec, viewer)
