"""Web Push: what is stored of a browser that wants to be woken, and what it is sent."""

import msgspec


class PushRow(msgspec.Struct, frozen=True, gc=False):
    """A subscription of a device: `endpoint` is an address at its browser's push service; `p256dh` and `auth`
    are its keys (RFC 8291), base64url without padding. `made` is seconds since 1970."""

    id: int
    principal: int
    endpoint: str
    p256dh: str
    auth: str
    device: str = ""
    made: float = 0.0


class PushMessage(msgspec.Struct, frozen=True):
    """What a subscription is sent, encrypted. A later message of the same `topic` replaces one that the push
    service still holds; `urgent` ones may wake a sleeping phone."""

    payload: bytes
    topic: str
    urgent: bool = False
