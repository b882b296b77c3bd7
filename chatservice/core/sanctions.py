"""Bans and mutes with their rooms and times: all in memory, with fast look-up.

Storage has the same sanctions; these are looked up when a person connects, logs in, enters a room
or speaks. Expired sanctions are not found, and are dropped when another is imposed.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping

from chatservice.errors import TextTooLong
from chatservice.model.looks import one_line
from chatservice.model.names import fold
from chatservice.model.sanctions import EVERYWHERE, Sanction, SanctionKind, without
from chatservice.model.values import Principal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def as_network(text: str) -> Network | None:
    """The network that a text names (an address counts as one); None if it names none."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= MAPPED:
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return ipaddress.ip_network((int(mapped), network.prefixlen - MAPPED))
    return network


def as_reason(text: str) -> str:
    """A reason as it is stored: one line. Raises TextTooLong."""
    text = one_line(text)
    if len(text) > REASON_MAX:
        raise TextTooLong("reason", REASON_MAX)
    return text


REASON_MAX = 200  # characters
MAPPED = 96  # bits in front of an IPv4 address that is mapped to IPv6 (RFC 4291, 2.5.5.2)


SanctionKey = tuple[int, int] | tuple[int, str] | tuple[int, int, int]


def _keys(sanction: Sanction) -> Iterator[SanctionKey]:
    """The keys under which a sanction is found."""
    if sanction.principal is not None:
        yield sanction.room, sanction.principal
    if sanction.measure is SanctionKind.BAN and sanction.name:
        yield sanction.room, fold(sanction.name)
    network = as_network(sanction.network)
    if network is not None:
        yield network.version, network.prefixlen, int(network.network_address)


def _first(
    index: Mapping[SanctionKey, Mapping[int, Sanction]], keys: Iterable[SanctionKey], now: float
) -> Sanction | None:
    for key in keys:
        for sanction in index.get(key, {}).values():
            if not sanction.over(now):
                return sanction
    return None


class Sanctions:
    def __init__(self) -> None:
        self._all: dict[int, Sanction] = {}
        # By key (room, and person, name or network), then by id.
        self.mutes: dict[SanctionKey, dict[int, Sanction]] = {}
        self._bans: dict[SanctionKey, dict[int, Sanction]] = {}
        self._lengths: dict[tuple[int, int], int] = {}  # (IP version, prefix length) of networks: how many

    def __iter__(self) -> Iterator[Sanction]:
        return iter(self._all.values())

    def put(self, sanction: Sanction) -> None:
        self._all[sanction.id] = sanction
        index = self.mutes if sanction.measure is SanctionKind.MUTE else self._bans
        for key in _keys(sanction):
            index.setdefault(key, {})[sanction.id] = sanction
        self._count(sanction, 1)

    def drop(self, ids: Iterable[int], now: float) -> None:
        """Drop these sanctions, and expired ones."""
        for id_ in {*ids, *(sanction.id for sanction in self if sanction.over(now))} & self._all.keys():
            sanction = self._all.pop(id_)
            index = self.mutes if sanction.measure is SanctionKind.MUTE else self._bans
            for key in _keys(sanction):
                index[key].pop(id_, None)
                if not index[key]:
                    del index[key]
            self._count(sanction, -1)

    def _count(self, sanction: Sanction, more: int) -> None:
        network = as_network(sanction.network)
        if network is not None:
            length = (network.version, network.prefixlen)
            self._lengths[length] = self._lengths.get(length, 0) + more
            if not self._lengths[length]:
                del self._lengths[length]

    def forget_person(self, person: Principal, name: str, now: float) -> None:
        """A person is erased, and shown as `name`: sanctions about them end."""
        for sanction in list(self):
            left = without(sanction, person.id, person.name, name)
            if left is not sanction:
                self.drop([sanction.id], now)
                if left is not None:
                    self.put(left)

    def forget_room(self, room: int, now: float) -> None:
        """Drop the bans and mutes of a deleted room."""
        self.drop([sanction.id for sanction in self if sanction.room == room], now)

    # Look-ups.

    def in_force(self, room: int, now: float) -> list[Sanction]:
        """The bans and mutes of a room, or EVERYWHERE those of the server."""
        return [sanction for sanction in self if sanction.room == room and not sanction.over(now)]

    @property
    def has_bans(self) -> bool:
        return bool(self._bans)

    def ban(self, principal: int, name: str, room: int, now: float) -> Sanction | None:
        """The ban of that person, or of anyone with that name, from `room`."""
        return _first(self._bans, ((room, principal), (room, fold(name))), now)

    def ban_at(self, address: str, now: float) -> Sanction | None:
        """The ban on everyone who connects from that address."""
        return self._at(self._bans, address, now)

    def mute_at(self, address: str, now: float) -> Sanction | None:
        """The mute of all guests from that address."""
        return self._at(self.mutes, address, now)

    def _at(
        self, index: Mapping[SanctionKey, Mapping[int, Sanction]], address: str, now: float
    ) -> Sanction | None:
        network = as_network(address.partition("%")[0]) if self._lengths else None
        if network is None:
            return None
        bits, number = network.max_prefixlen, int(network.network_address)
        keys = [
            (version, length, number >> (bits - length) << (bits - length))
            for version, length in self._lengths
            if version == network.version
        ]
        return _first(index, keys, now)

    def mute(self, principal: int, room: int, now: float) -> Sanction | None:
        """The mute of that person in `room`. Call only while there are `mutes`."""
        return _first(self.mutes, ((EVERYWHERE, principal), (room, principal)), now)

    def matching(
        self, measure: SanctionKind, target: str, principal: int | None, room: int
    ) -> list[Sanction]:
        """The sanctions on `target` (a name or network as typed) or on `principal`."""
        network, folded = as_network(target), fold(target)
        return [
            sanction
            for sanction in self
            if sanction.measure is measure
            and sanction.room == room
            and (
                (sanction.principal is not None and sanction.principal == principal)
                or (sanction.name and fold(sanction.name) == folded)
                or (network is not None and sanction.network == str(network))
            )
        ]
