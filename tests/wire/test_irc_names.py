"""Lists of names that are kept from one reader to the next are those that would be made anew."""

import random

import pytest

from chatservice.core.room_presence import RoomPresence
from chatservice.model.values import Principal, RoomRole
from chatservice.wire.irc.name_lists import NAMES_LINE, ChannelNames, NameList
from chatservice.wire.irc.names import nick

ROLES = (RoomRole.OWNER, RoomRole.MODERATOR, RoomRole.VOICE, RoomRole.MUTED)


def names(lines: list[bytes]) -> list[str]:
    return [
        name
        for line in lines
        for name in line.decode().rstrip().partition(" #ops ")[2].lstrip(":").split(" ")
    ]


@pytest.mark.parametrize("seed", range(20))
def test_a_list_that_is_kept_is_the_one_that_would_be_made(seed):
    chance, here, roles, kept = random.Random(seed), RoomPresence(), {}, NameList(nick)
    for number in range(400):
        someone = chance.choice([*here.names, 0]) if chance.random() < 0.2 else 0
        match chance.randrange(12) if someone else 11:
            case 0 | 1:
                here.leave(Principal(someone, here.names[someone]))
            case 2:
                here.rename(Principal(someone, f"renamed{number}"))
            case 3:
                roles[someone] = chance.choice(ROLES)
            case 4:
                roles.pop(someone, None)
            case _:
                here.enter(Principal(number + 1, f"{'ä' * chance.randrange(20)}{number}"))
        if chance.random() < 0.3:
            kind = chance.choice("=@") if chance.random() < 0.1 else "="
            room = ChannelNames(here.version, here.names, roles)
            lines = kept.lines(kind, "#ops", room)
            assert lines == NameList(nick).lines(kind, "#ops", room)
            assert [name.lstrip("@+") for name in names(lines)] == list(map(nick, here.names.values()))
            assert all(len(line) < NAMES_LINE + 20 for line in lines)


def test_roles_are_seen_before_the_names():
    room = ChannelNames(
        0, {1: "ann", 2: "bob", 3: "cy", 4: "dee"}, dict(zip(range(1, 5), ROLES, strict=True))
    )
    assert NameList(nick).lines("=", "#ops", room) == [b"= #ops :@ann @bob +cy dee\r\n"]
    assert NameList(nick).lines("=", "#ops", ChannelNames(0, {1: "ann"}, {})) == [b"= #ops ann\r\n"]
    assert NameList(nick).lines("=", "#ops", ChannelNames(0, {}, {})) == []
