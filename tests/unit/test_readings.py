"""What the desktop client asks for when a conversation is opened."""

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.readings import Readings
from chatservice.client.model.session import ClientSession
from chatservice.model import commands, events


class Wire:
    """A link that is there; it keeps what it was given."""

    here = True

    def __init__(self):
        self.sent = []

    def send(self, command):
        self.sent.append(command)
        return True

    ask = send


def test_who_is_in_a_room_that_the_server_had_kept_is_asked_when_it_is_opened():
    session = ClientSession(lambda: 1e9, lambda: None)
    session.link = Wire()
    kept = events.RoomInfo(room="ops", rid="!1", kind="public", head=0, joined=True, read=0)
    fold_event(session.state, events.Welcome(name="alice", epoch="e", token="t", role="user", rooms=[kept]))
    readings = Readings(session)
    readings.of("!1")
    readings.of("!1")
    asked = [each for each in session.link.sent if isinstance(each, commands.Who)]
    assert asked == [commands.Who(room="!1", ref="who")]
    fold_event(session.state, events.People(room="ops", rid="!1", members=["alice", "bob"], here=2))
    assert set(session.state.conversation("!1").members) == {"alice", "bob"}


def test_a_room_whose_people_are_known_is_not_asked():
    session = ClientSession(lambda: 1e9, lambda: None)
    session.link = Wire()
    fold_event(
        session.state, events.Joined(room="ops", kind="public", head=0, first=1, epoch="e", members=["al"])
    )
    Readings(session).of("ops")
    assert not [each for each in session.link.sent if isinstance(each, commands.Who)]
