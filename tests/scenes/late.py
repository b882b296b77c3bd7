"""A storage that takes time, as one on a disk does: what is read is read some turns after it
was asked for and answered some turns after it was read, and a batch is told some turns after
it was committed.

`Late(make, relay, when)` stands in front of the driver that `make` makes. `when(name, step, call)`
does `call` when its time has come; `step` is "make" or "answer", `name` a read or "batch".
"""

from functools import partial

from twisted.internet.defer import Deferred, maybeDeferred

# What only looks, by port. Everything else is a change, which is answered with its batch.
READS = {
    "log": {
        "since",
        "since_id",
        "before",
        "lines_since",
        "lines_before",
        "around",
        "around_each",
        "search",
        "seq_at",
    },
    "rooms": {
        "by_name",
        "by_id",
        "by_number",
        "listed",
        "keep",
        "kept",
        "direct",
        "public",
        "public_after",
        "unlisted",
        "ended",
        "private",
        "members",
        "parts",
        "idle",
    },
    "principals": {"by_token", "principal", "named", "alike", "marks", "ended_members"},
    "accounts": {"named", "password_of", "page", "tokens", "invitation", "invitations"},
    "moderation": {"sanctions", "sanctions_in", "entries", "reports", "lockdown", "ignored"},
    "bots": {"bot", "of", "owners", "hooked", "hooks"},
    "asking": {"strangers", "deaf", "one", "waiting"},
    "files": {"secret", "file", "newest", "seen_by", "used", "unused"},
    "runs": {"output", "unended"},
    "later": {"of", "due", "next_due", "waiting", "waiting_for"},
    "push": {"of", "people"},
    "credentials": {"certificates", "certified", "verifier"},
    "polls": {"poll", "own", "voters"},
    "marks": {"has_reacted", "reactors", "reaction_counts", "own", "pins", "lines", "bookmarks"},
    "documents": {
        "of_id",
        "of_log",
        "titled",
        "listed",
        "count",
        "load",
        "edits",
        "past_text",
        "keyed",
        "history",
        "link",
        "links",
        "access",
        "let_in",
    },
    "classes": {"copies", "count", "last_end"},
    "reading": {
        "unread",
        "readers",
        "levels",
        "accounts_named",
        "mentions",
        "mentioned_in",
        "mentioned_since",
        "unexamined",
    },
    "preferences": {"of", "keywords", "avatar"},
}
AT_ONCE = {"try_write"}  # what the last probe found holds for a while


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

    def overtake(self):
        """What waits so far, to be called later; what is read from now on waits no more."""
        self._held.clear()
        return self.take()

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
    """One of the ports; `late` is the storage that it is of."""

    def __getattr__(self, name):
        value = getattr(self.real, name)
        if name in self.reads:
            return lambda *given, **named: self._later(name, partial(value, *given, **named))
        return self._change(name, value) if callable(value) else value

    def _later(self, name, read):
        answer = Deferred()

        def made(result):
            self.late.when(name, "answer", lambda: answer.callback(result))

        self.late.when(name, "make", lambda: maybeDeferred(read).addBoth(made))
        return answer

    def _change(self, name, change):
        def told(*given, **named):
            result = change(*given, **named)
            if not isinstance(result, Deferred):
                return result
            if result.called:
                assert name in AT_ONCE, f"{name} is a read: READS does not name it"
                return result
            answer = Deferred()
            result.addBoth(lambda result: self.late.committed((name, given, result), answer.callback))
            return answer

        return told

    def append(self, room, drafts, done, **more):
        self.real.append(
            room,
            drafts,
            lambda outcomes: self.late.committed(("append", (room, drafts), outcomes), done),
            **more,
        )


class LateObserver(Forward):
    """The relay, but for what `late` does at the end of a batch."""

    def batch_ended(self):
        self.late.batch_ended()


class Late(Forward):
    def __init__(self, make, relay, when):
        real = make(LateObserver(relay, late=self))
        ports = {name: LatePort(getattr(real, name), reads=reads, late=self) for name, reads in READS.items()}
        super().__init__(real, **ports, relay=relay, when=when, untold=[], is_held=False)

    def __setattr__(self, name, value):
        if name in self.__dict__:
            self.__dict__[name] = value
        else:
            super().__setattr__(name, value)

    def committed(self, what, done):
        """`what` (its name, what was given, what came of it) is stored, and `done` to be told so."""
        self.untold.append((what, done))

    def telling(self, what):
        """For those who keep a record of it."""

    def was_told(self, what):
        """Whatever follows from it at once has happened."""

    def batch_ended(self):
        self.real.hold()  # the next batch, until this one is told
        self.when("batch", "answer", self._tell)

    def _tell(self):
        told, self.untold = self.untold, []
        for what, done in told:
            self.telling(what)
            done(what[2])
            self.was_told(what)
        self.relay.batch_ended()
        if not self.is_held:
            self.real.release()

    def hold(self):
        """Commit nothing until `release`."""
        self.is_held = True
        self.real.hold()

    def release(self):
        self.is_held = False
        if not self.untold:
            self.real.release()
