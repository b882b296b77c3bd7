"""Web Push: what is stored of a browser that wants to be woken, and what it is sent."""

import msgspec


class PushRow(msgspec.Struct, frozen=True, gc=False):
    """A subscription of a device: `endpoint` is an address at its browser's push service; `p256dh` and `auth`
    are its keys (RFC 8291), base64url without padding. `made` is seconds since 1970. `form`
    is what it is sent: a notification that browsers show, or (``irc``) the line as IRC has it."""

    id: int
    principal: int
    endpoint: str
    p256dh: str
    auth: str
    device: str = ""
    made: float = 0.0
    form: str = ""


FORMS = ("", "irc")


class PushedLine(msgspec.Struct, frozen=True):
    """The line that a message is about: what `reader` missed; `room` is empty for what was said to them
    alone. `ts` is seconds since 1970."""

    reader: str
    sender: str
    room: str
    rid: str
    seq: int
    ts: float
    text: str


class PushMessage(msgspec.Struct, frozen=True):
    """What a subscription is sent, encrypted: the `payload` is for browsers. A later message of the same
    `topic` replaces one that the push service still holds; `urgent` ones may wake a sleeping phone."""

    payload: bytes
    topic: str
    line: PushedLine
    urgent: bool = False
