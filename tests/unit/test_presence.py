"""Who is online: names that look alike, of people here and of other processes."""

import pytest

from chatservice.core.name_registry import NamesInMemory
from chatservice.core.presence import Presence
from chatservice.core.remote_presence import RemotePeople
from chatservice.errors import NameAlike
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings


def test_a_name_like_that_of_a_person_of_another_process_is_refused_to_all_but_that_person():
    remote = RemotePeople()
    presence = Presence(Settings(), "here", NamesInMemory(), remote)
    remote.learn("other", 1, [Principal(7, "alice")])
    presence.refuse_alike("aIice", None, principal=7)
    presence.refuse_alike("bob", None, principal=8)
    for principal in (0, 8):
        with pytest.raises(NameAlike):
            presence.refuse_alike("aIice", None, principal=principal)
