"""Members of groups."""

from chatservice.model.events.base import Answer, Logged


class Added(Logged, tag="added", kw_only=True, frozen=True):
    """`sender` added `who` to a group."""

    who: str


class Removed(Logged, tag="removed", kw_only=True, frozen=True):
    """`sender` removed `who` from a group; if they are the same person, `who` left."""

    who: str


class Invited(Answer, tag="invited", kw_only=True, frozen=True):
    """`sender` made you a member of a group: its lines arrive from now on. If you were only `asked`,
    they arrive once you join, and until then `members` is empty."""

    room: str
    rid: str = ""
    sender: str
    members: list[str]
    kind: str = "group"
    asked: bool = False


class Asked(Answer, tag="asked", kw_only=True, frozen=True):
    """The people in `who` were invited to the group; they become members when they join."""

    room: str
    rid: str = ""
    who: list[str]
