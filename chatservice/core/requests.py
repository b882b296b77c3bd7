"""The commands of one session: the order in which they are carried out, and how they are answered.

`say` is pipelined: it is queued for the log at once and the session continues. Every other command
is a barrier: it waits for those under way and holds back later ones, so the answers come in the
order of the commands.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from chatservice.core.queue_context import QueueContext, QueueOwner
from chatservice.core.results import LATER, Later, OnAnswer, Work
from chatservice.errors import Fault, Flood, Internal, NotSaid, SlowDown
from chatservice.model.commands import Command, Login
from chatservice.model.events import Event

PATIENCE = 2.0  # seconds that a person who types has to wait, instead of getting an error


class CommandQueue:
    __slots__ = (
        "_commands",
        "_ending",
        "_engine",
        "_garbage",
        "_held",
        "_most_unread",
        "_outlet",
        "_owner",
        "_paused",
        "_pumping",
        "_replies",
        "_work",
        "_working",
        "slowed",
        "under_way",
    )

    def __init__(self, owner: QueueOwner, engine: QueueContext) -> None:
        self._owner = owner
        self._outlet = owner.outlet
        self._engine = engine
        self.under_way = 0
        # The next one last: a list, because an empty deque would be a tenth of the memory
        # that a silent client takes.
        self._commands: list[Command] = []
        self._work: Work | None = None  # a barrier that waits for what is under way
        self._working: Command | None = None
        # For commands (by their id) that are not answered through the outlet.
        self._replies: dict[int, tuple[Command, OnAnswer]] | None = None
        self._pumping = False
        self._paused = False
        self._held = False  # until the answers given so far are read
        self.slowed = False  # until the rate allows more
        self._most_unread = engine.settings.outbox // 4
        self._garbage = 0
        self._ending = False

    def receive(self, commands: Sequence[Command]) -> None:
        """Queue `commands`, which run in order when all earlier ones are done. Commands of one line come
        together: if its login is refused, the others are dropped."""
        if len(commands) == 1 and not self._commands:
            self._commands.append(commands[0])
        else:
            self._commands[:0] = reversed(commands)
        self._pump()

    def ask(self, command: Command, reply: OnAnswer) -> None:
        """Run `command` when all earlier ones are done. `reply` is called with its answer, None if it has
        none, or the Fault; not at all if the session ends first."""
        if self._replies is None:
            self._replies = {}
        self._replies[id(command)] = command, reply
        self.receive((command,))

    @property
    def working(self) -> Command | None:
        """The command under way."""
        return self._working

    def end(self) -> None:
        """The client sends no more, and is disconnected when all its commands are done. It is no goodbye:
        the end of a stream looks the same if the program was killed."""
        self._ending = True
        self._pump()

    def _pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        commands, owner, most = self._commands, self._owner, self._engine.settings.max_under_way
        unread = self._outlet.backlog
        try:
            while commands and not (self._working or self._held or self.slowed):
                under_way = self.under_way
                if under_way and (under_way >= most or owner.waits(commands[-1])):
                    break
                if unread > self._most_unread:
                    self._hold()
                    break
                command = commands.pop()
                try:
                    work = owner.begin(command)
                except Fault as fault:
                    self._failed(fault, command)
                else:
                    if work is LATER:  # not answered yet
                        self._garbage = 0
                        continue
                    self._begun(command, work)
                unread = self._outlet.backlog
        finally:
            self._pumping = False
        if commands or self._working is not None or self._paused or self._ending:
            self._regulate()

    def _regulate(self) -> None:
        """Pause the input while earlier commands wait."""
        if self._owner.closed:
            return
        if self._commands or self._working is not None:
            if not self._paused:
                self._paused = True
                self._outlet.pause()
        elif self._paused:
            self._paused = False
            self._outlet.resume()
        if self._ending and not (self._commands or self._working or self.under_way):
            self._owner.close(None)

    def _hold(self) -> None:
        """A short line may ask for a long answer: the next command waits until earlier answers are read,
        and gives way to other sessions."""
        self._held = True
        self._engine.spawn(self._until_read())

    async def _until_read(self) -> None:
        await self._outlet.drained()
        self._engine.clock.callLater(0, self._go_on)

    def _go_on(self) -> None:
        self._held = False
        self._pump()

    def _waits(self, fault: SlowDown, command: Command) -> bool:
        """Whether `command` is tried again when the rate allows it: a person who pastes a text wants all of
        it sent, and would not know which of its lines were refused."""
        if not self._outlet.patient or fault.seconds > PATIENCE:
            return False
        self._commands.append(command)
        self.slowed = self._paused = True
        self._engine.clock.callLater(fault.seconds, self._try_again)
        self._outlet.pause()
        return True

    def _try_again(self) -> None:
        self.slowed = False
        self._pump()

    def _begun(self, command: Command, work: Work | Event | None) -> None:
        if work is None or isinstance(work, Event):
            self._answer(command, work)
            self._garbage = 0
            return
        self._working = command
        if self.under_way:
            self._work = work
        else:
            self._engine.spawn(self._run(work, command))

    async def _run(self, work: Work, command: Command) -> None:
        try:
            self._answer(command, await work)
            self._garbage = 0
        except Fault as fault:
            self._failed(fault, command)
        except Exception as error:
            self._engine.report(error, command)
            self._failed(Internal(), command)
        finally:
            self._working = None
        self._pump()

    def settled(self) -> None:
        """A line is done: continue with what waited for it."""
        self.under_way -= 1
        if self._work is not None:
            if not self.under_way:
                work, self._work = self._work, None
                if self._owner.closed or self._working is None:
                    work.close()
                else:
                    self._engine.spawn(self._run(work, self._working))
        elif self._commands or self._ending:
            self._pump()

    # Answers.

    def _answer(self, command: Command, answer: Event | Later | None) -> None:
        if answer is None:
            self._reply(command, None)
        elif answer is not LATER:
            self.answer_to(command, answer if command.ref is None else replace(answer, ref=command.ref))

    def answer_to(self, command: Command, answer: Event) -> None:
        """`answer` carries the command's `ref`."""
        if self._replies is None or not self._reply(command, answer):
            self._outlet.send(answer)

    def refuse_to(self, command: Command, fault: Fault, key: str, room: str) -> None:
        """Refuse `command` after the session has continued with others."""
        if not self._reply(command, fault):
            self._outlet.refuse(fault, command.ref, key, room)

    def _reply(self, command: Command, answer: Event | Fault | None) -> bool:
        """Answer through the command's own reply; returns whether it has one."""
        if self._replies is None:
            return False
        _, reply = self._replies.pop(id(command), (command, None))
        if reply is None:
            return False
        reply(answer)
        return True

    def answer(self, event: Event) -> None:
        """Answer the command under way, if the answer comes before the rest of its work."""
        if self._working is not None:
            self._answer(self._working, event)
        else:  # a door acts without a command
            self._outlet.send(event)

    # Failures.

    def _failed(self, fault: Fault, command: Command) -> None:
        if isinstance(fault, SlowDown) and self._waits(fault, command):
            return
        if type(command) is Login or not self._owner.named:
            self._drop_unasked()  # the other commands of the same line make no sense now
        if not self._reply(command, fault):
            self.refuse(fault, command.ref, getattr(command, "key", ""), getattr(command, "room", "") or "")
        elif fault.final:
            self._owner.hang_up()

    def _drop_unasked(self) -> None:
        """Of what waits, only those commands stay whose answer is waited for."""
        asked = self._replies or {}
        self._commands[:] = [command for command in self._commands if id(command) in asked]

    def refuse(self, fault: Fault, ref: str | int | None, key: str = "", room: str = "") -> None:
        if self._owner.closed:
            return
        if isinstance(fault, Flood):
            self._owner.close(fault)
            return
        self._outlet.refuse(fault, ref, key, room)
        if fault.final:
            self._owner.hang_up()
            return
        self._garbage += 1
        if self._garbage >= self._engine.settings.max_garbage:
            self._owner.close(Flood())

    # The end.

    def refuse_unsaid(self) -> None:
        """The session closes while a line waits for its rate: refuse it, so that the client knows which."""
        if self.slowed and self._commands:
            self._outlet.refuse(NotSaid(getattr(self._commands[-1], "text", "...")))

    def clear(self) -> None:
        """The session is over."""
        self._commands.clear()
        self._replies = None
        self._ending = False
        if self._work is not None:
            self._work.close()
            self._work = None
