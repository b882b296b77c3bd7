"""Members of a group as events tell of them, completed by what is known of people."""

from twisted.internet.defer import Deferred, succeed

from chatservice.core.membership import Membership
from chatservice.core.room import Room
from chatservice.model.records import Record
from chatservice.model.values import EventKind, Principal, RoomKind, RoomRow, ServerRole

ALICE, BOB = 1, 2
MODERATOR = Principal(BOB, "bob", role=ServerRole.MODERATOR)


def added(online=None, stored=MODERATOR, guest=True):
    """Who BOB is in the room, after alice added him."""
    room = Room(RoomRow(7, RoomKind.GROUP, "ops"), [], [], 9)
    membership = Membership(
        online=lambda principal: online,
        devices=lambda principal: [],
        stored=lambda principal: succeed(stored),
        spawn=Deferred.fromCoroutine,
        invite=None,
        remove=None,
        on_left=None,
    )
    room.state.members[BOB] = Principal(BOB, "bob", role=ServerRole.GUEST if guest else ServerRole.USER)
    membership.changed(room, Record(1, 1, 1.0, EventKind.ADDED, ALICE, "alice", "", BOB, "bob"), None)
    return room.state.members[BOB]


def test_whoever_is_here_is_known_with_the_role_on_the_server():
    online = Principal(BOB, "bob", role=ServerRole.OWNER)
    assert added(online) is online


def test_whoever_is_away_is_looked_up():
    assert added() is MODERATOR


def test_nobody_is_looked_up_who_is_known_or_is_stored_no_more():
    assert added(guest=False).role is ServerRole.USER
    assert added(stored=None).role is ServerRole.GUEST
