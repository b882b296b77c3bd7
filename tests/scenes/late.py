"""A storage whose reads take time, as those of a disk do: made some turns after they were
asked, answered some turns after they were made, while batches are committed in between.

`Late(storage, when)` stands in front of any driver. `when(name, step, call)` does `call`
when its time has come; `step` is "make" or "answer".
"""

from functools import partial

from twisted.internet.defer import Deferred, maybeDeferred

# What only looks, by port. Everything else is a change, which is answered with its batch.
READS = {
    "log": {"since", "since_id", "before", "around", "search"},
    "rooms": {
        "by_name",
        "by_id",
        "by_number",
        "listed",
        "keep",
        "direct",
        "public",
        "ended",
        "private",
        "members",
    },
    "principals": {"by_token", "principal", "named", "marks"},
    "accounts": {"named", "password_of", "some", "tokens", "invitations"},
    "moderation": {"sanctions", "deeds", "reports", "lockdown", "ignored"},
    "bots": {"bot", "of", "owners", "hooked", "hooks"},
    "files": {"secret", "file", "seen_by", "used", "unused"},
}
AT_ONCE = {"blank_some"}  # a change that the driver in memory makes at once


class Reads:
    """When: at once, or (`slow`) each step a turn later; what is held, when it is released."""

    def __init__(self, clock, slow):
        self._clock = clock
        self._slow = slow
        self._held = set()
        self._kept = []

    def __call__(self, name, step, call):
        if (name, step) in self._held:
            self._kept.append(call)
        elif self._slow:
            self._clock.callLater(0, call)
        else:
            call()

    def hold(self, *names, step="make"):
        """Reads of these names wait: to be made, or, made already, to be answered."""
        self._held |= {(name, step) for name in names}

    def take(self):
        """What waits so far, to be called later than all else."""
        kept, self._kept = self._kept, []
        return kept

    def release(self):
        self._held.clear()
        kept = self.take()
        assert kept, "nothing waited"
        for call in kept:
            call()


class Forward:
    """Everything of `real`, but for what a subclass has of its own."""

    def __init__(self, real, **own):
        self.__dict__.update(own, real=real)

    def __getattr__(self, name):
        return getattr(self.real, name)

    def __setattr__(self, name, value):
        setattr(self.real, name, value)

    def __delattr__(self, name):
        delattr(self.real, name)


class LatePort(Forward):
    def __getattr__(self, name):
        value = getattr(self.real, name)
        if name in self.reads:
            return lambda *given, **named: self._later(name, partial(value, *given, **named))
        return self._checked(name, value) if callable(value) else value

    def _later(self, name, read):
        answer = Deferred()

        def made(result):
            self.when(name, "answer", lambda: answer.callback(result))

        self.when(name, "make", lambda: maybeDeferred(read).addBoth(made))
        return answer

    def _checked(self, name, change):
        def checked(*given, **named):
            result = change(*given, **named)
            if isinstance(result, Deferred) and result.called:
                assert name in AT_ONCE, f"{name} is a read: READS does not name it"
            return result

        return checked


class Late(Forward):
    def __init__(self, real, when):
        ports = {name: LatePort(getattr(real, name), reads=reads, when=when) for name, reads in READS.items()}
        super().__init__(real, **ports)
