"""People: what they show of themselves, and what they chose."""

from chatservice.model.events.base import Answer, Passing


class ProfileIs(Answer, tag="profile", kw_only=True, frozen=True):
    """What `name` shows of themselves. `here`: whether they are online; `seen` is when they last were,
    in seconds since 1970. `away` and `status` end at their `until`. `avatar` is the path of their
    picture on the HTTP door. `metadata` are more keys and values. `name_note`: why the name would not be
    given today (a name stays valid when the rules for names become stricter): it is ``invalid``,
    ``reserved``, or ``alike``, which means that it looks like `name_like`, an older account."""

    name: str
    name_note: str = ""
    name_like: str = ""
    avatar: str = ""
    role: str = "guest"
    here: bool = False
    seen: float | None = None
    full_name: str = ""
    pronouns: str = ""
    about: str = ""
    zone: str = ""
    away: bool = False
    away_text: str = ""
    away_until: float | None = None
    status: str = ""
    status_until: float | None = None
    metadata: dict[str, str] = {}


class MetadataAre(Answer, tag="metadata", kw_only=True, frozen=True):
    """The keys and values that a person (`name`), or a room, shows to programs; `changed` is the key that
    was just set or cleared."""

    name: str = ""
    room: str = ""
    rid: str = ""
    changed: str = ""
    values: dict[str, str] = {}


class PersonChanged(Passing, tag="person", kw_only=True, frozen=True):
    """A person in one of your rooms is away or back, or shows other words next to their name; each ends
    at its `until`."""

    name: str
    away: bool = False
    away_text: str = ""
    away_until: float | None = None
    status: str = ""
    status_until: float | None = None


class PreferencesAre(Answer, tag="preferences", kw_only=True, frozen=True):
    """What you show of yourself and chose, on all devices; `changed` names what was just set."""

    changed: str = ""
    full_name: str = ""
    pronouns: str = ""
    about: str = ""
    zone: str = ""
    keywords: list[str] = []
    quiet: str = ""
    seen: bool = True
    typing: bool = True
    time: str = "off"
    joins: bool = True
    numbers: bool = False


class AwayIs(Answer, tag="away", kw_only=True, frozen=True):
    """Whether you are away, until when."""

    on: bool
    text: str = ""
    until: float | None = None


class StatusIs(Answer, tag="status_is", kw_only=True, frozen=True):
    """The words next to your name, and until when."""

    text: str
    until: float | None = None


class TypingNow(Passing, tag="typing", kw_only=True, frozen=True):
    """`who` types in `room`, or (not `on`) stopped. Without another one within some seconds, they
    stopped too."""

    room: str
    rid: str = ""
    who: str
    on: bool = True
