"""The random plays are worth something: each fault of this list, put back, is found soon."""

import gc

import pytest

from chatservice.core.commands import corrections, history, sanctioning
from chatservice.core.hub import RoomHub
from chatservice.core.rights import Rights
from chatservice.core.subscriptions import Subscriptions
from chatservice.storage.batch import BatchPlan
from chatservice.storage.sqlite import annotations
from chatservice.storage.sqlite.log import EventLog
from chatservice.storage.sqlite.transaction import Transaction
from tests.scenes.random_play import RandomPlay
from tests.scenes.truth import Wrong

# A play that ends where a fault was found leaves work behind that was not begun.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine")

MOST = 800  # seeds, many more than any of them needs
FAULTS = []


def found_by(seed):
    """The first play that found it, from which on they are tried: those before it would take most of the
    time. When plays have changed it may be another one, which
    ``python -m tests.scenes.test_random_plays_find`` tells."""

    def listed(fault):
        FAULTS.append(pytest.param(fault, seed, id=fault.__name__))
        return fault

    return listed


@found_by(46)
def a_place_goes_live_while_it_catches_up(patch):
    subscribe = Subscriptions.subscribe

    def subscribed(self, session, room, unread=None):
        subscription = subscribe(self, session, room, unread)
        if subscription.variant is None:
            self.read_live(session, subscription)
        return subscription

    patch.setattr(Subscriptions, "subscribe", subscribed)


@found_by(11)
def a_reader_that_changes_its_variant_is_none_for_a_moment(patch):
    def exchange(self, room, outlet, old, viewer, ignored=()):
        room.feed.drop(outlet, old)
        self.flush_room(room)
        return self._add(room, outlet, viewer, ignored)

    patch.setattr(RoomHub, "exchange", exchange)


@found_by(34)
def whoever_goes_misses_what_was_just_said(patch):
    patch.setattr(RoomHub, "detach", lambda self, room, outlet, variant: room.feed.drop(outlet, variant))


@found_by(36)
def only_one_device_hears_of_a_group_that_its_person_makes(patch):
    bring_in = Subscriptions.bring_in
    patch.setattr(
        Subscriptions,
        "bring_in",
        lambda self, device, room, by, by_id=0: device.name == by or bring_in(self, device, room, by, by_id),
    )


@found_by(17)
def whoever_comes_in_is_seated_by_what_was_read(patch):
    is_in = Rights.is_in
    patch.setattr(Rights, "is_in", lambda self, who, room: room.kind.private or is_in(self, who, room))


@found_by(72)
def a_page_is_shown_whoever_one_is_by_then(patch):
    async def read(chat, session, room, reading):
        return await reading

    patch.setattr(history, "_read", read)


@found_by(7)
def whoever_is_no_member_has_a_members_rights(patch):
    out = Rights.refuse_out
    patch.setattr(Rights, "refuse_out", lambda self, who, room, member=True: out(self, who, room, False))


@found_by(8)
def a_role_is_kept_while_one_waits(patch):
    for name in ("now", "asking"):
        patch.setattr(Rights, name, lambda self, principal: principal)


@found_by(3)
def a_mute_or_ban_leaves_the_version_of_rights_alone(patch):
    patch.setattr(Transaction, "limit", lambda self, room: None)
    patch.setattr(Rights, "limited", lambda self, room: None)


@found_by(25)
def the_banned_are_found_by_the_name_they_had(patch):
    def meant(chat, one):
        person = chat.presence.named(one.name) if one.name else None
        return [person] if person is not None else []

    patch.setattr(sanctioning, "_people_meant", meant)


@found_by(3)
def what_is_decided_again_goes_to_the_end(patch):
    append = EventLog.append
    patch.setattr(
        EventLog,
        "append",
        lambda self, room, drafts, done, again=False: append(self, room, drafts, done),
    )


@found_by(60)
def what_was_said_after_a_stale_line_is_not_stale(patch):
    class Forgetful(set):
        def __contains__(self, pair):
            return False

        def __bool__(self):
            return False

    made = BatchPlan.__init__

    def init(self, last_id, head, kept, everywhere=0, refused=None, *more):
        made(self, last_id, head, kept, everywhere, Forgetful(), *more)

    patch.setattr(BatchPlan, "__init__", init)


@found_by(67)
def a_reply_that_is_deleted_still_counts(patch):
    patch.setattr(annotations, "count_reply", lambda *given, was=annotations.count_reply: was(*given[:3], 1))


@found_by(1)
def the_edit_of_another_is_stored(patch):
    patch.setattr(corrections, "_refuse_edit", lambda *given: None)


def is_found_by(seed):
    try:
        RandomPlay(seed).run()
    except Wrong:  # and nothing else: a patch that does not fit breaks every play
        return True
    return False


@pytest.mark.parametrize(("fault", "first"), FAULTS)
def test_a_fault_that_is_put_back_is_found(fault, first, monkeypatch):
    fault(monkeypatch)
    assert any(is_found_by(seed) for seed in [*range(first, MOST + 1), *range(1, first)])
    gc.collect()  # what was left behind says so here


if __name__ == "__main__":  # which play is the first to find each
    for param in FAULTS:
        with pytest.MonkeyPatch.context() as patch:
            param.values[0](patch)
            print(param.id, next(seed for seed in range(1, MOST + 1) if is_found_by(seed)))  # noqa: T201
