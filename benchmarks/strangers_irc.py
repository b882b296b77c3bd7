"""Strangers at the IRC door, and with those of `strangers` the list of all."""

import itertools
from collections.abc import Iterable, Iterator

from benchmarks.strangers import STRANGERS, again, guests, numbered, stranger

__all__ = ["STRANGERS"]

IRC = ("irc-port",)
CAPS = b"message-tags labeled-response batch draft/multiline echo-message draft/chathistory"


def registered(*pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A guest who asks for everything, and then that."""
    name = next(guests).encode()
    come = b"CAP REQ :%b\r\nNICK %b\r\nUSER m 0 * :M\r\nCAP END\r\nJOIN #den\r\n" % (CAPS, name)
    return itertools.chain([come], *pieces)


@stranger(*IRC, reads=True)
def commands_before_registration() -> Iterator[bytes]:
    return again(b"CAP LS 302\r\nCAP LIST\r\nMOTD\r\nFOO\r\nNICK *\r\n\r\n")


@stranger(*IRC)
def an_irc_line_without_end() -> Iterator[bytes]:
    return itertools.chain([b"@a=b"], again(b";x=\\s" * 1_000))


@stranger(*IRC, reads=True)
def tags_without_number() -> Iterator[bytes]:
    tags = b";".join(b"+t%d=%b" % (number, b"\\:" * 8) for number in range(180))
    return registered(again(b"@" + tags + b" TAGMSG #den\r\n"))


@stranger(*IRC, reads=True)
def sasl_without_end() -> Iterator[bytes]:
    begun = b"CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\n"
    return again(begun + (b"AUTHENTICATE " + b"A" * 400 + b"\r\n") * 12)


@stranger(*IRC, reads=True)
def passwords_by_sasl() -> Iterator[bytes]:
    return again(b"CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\nAUTHENTICATE AG1lAHdyb25nIGhvcnNl\r\n")


@stranger(*IRC)
def irc_questions_whose_answers_nobody_reads() -> Iterator[bytes]:
    return registered(again(b"LIST\r\nWHO *\r\nNAMES #lobby\r\nMOTD\r\nCHATHISTORY LATEST #den * 500\r\n"))


@stranger(*IRC, reads=True)
def irc_questions_whose_answers_are_read() -> Iterator[bytes]:
    return registered(again(b"LIST\r\nWHO *\r\nWHOIS a,b,c\r\nMONITOR L\r\nSTATS u\r\nLUSERS\r\n"))


@stranger(*IRC, reads=True)
def people_to_be_watched_without_number() -> Iterator[bytes]:
    names = (",".join(f"n{number}x{at}" for at in range(60)) for number in itertools.count())
    return registered(b"MONITOR + %b\r\n" % line.encode() for line in names)


@stranger(*IRC, reads=True)
def channels_without_number() -> Iterator[bytes]:
    lists = (",".join(f"#c{number}x{at}" for at in range(40)) for number in itertools.count())
    return registered(b"JOIN %b\r\n" % line.encode() for line in lists)


@stranger(*IRC, reads=True)
def batches_that_nobody_ends() -> Iterator[bytes]:
    batch = b"BATCH +%d draft/multiline #den\r\n"
    line = b"@batch=%d PRIVMSG #den :" + b"x" * 400 + b"\r\n"
    return registered((batch + line * 40) % ((number,) * 41) for number in itertools.count())


@stranger(*IRC, reads=True)
def lines_with_labels() -> Iterator[bytes]:
    return registered(numbered(b"@label=%d PRIVMSG #den :hello\r\n"))


@stranger(*IRC, reads=True)
def masks_of_stars() -> Iterator[bytes]:
    mask = b"*a" * 100
    return registered(again(b"LIST " + mask + b"\r\nWHO " + mask + b"\r\nMODE #den +b " + mask + b"\r\n"))


@stranger(*IRC, reads=True)
def nicknames_without_number() -> Iterator[bytes]:
    return registered(numbered(b"NICK mallory%d\r\n"))
