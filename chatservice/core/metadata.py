"""Who is told when the metadata of a person or a room changes: doors whose clients ask for it."""

from collections.abc import Callable, Mapping

from chatservice.core.links import Links
from chatservice.core.room import Room
from chatservice.core.session import Person, Session
from chatservice.model.metadata import of_person
from chatservice.model.preferences import PersonPreferences

Changes = Mapping[str, str]  # by key; an empty value: it is gone


def shown(links: Links, name: str, preferences: PersonPreferences, now: float) -> dict[str, str]:
    """What the person of that name shows, by key."""
    picture = links.picture(name, preferences.picture, now) if preferences.picture else ""
    return of_person(preferences, now, picture)


class MetadataNews:
    """Told after the change is stored, with the session that asked for it (None if none did)."""

    def __init__(self) -> None:
        self.on_person: Callable[[Person, Changes, Session | None], None] = lambda *_: None
        self.on_room: Callable[[Room, Changes, Session | None], None] = lambda *_: None
