"""How each subject is spoken to: templates for the generator (see `load.c`).

Clients are called ``b0``, ``b1``, ...; %d is the client's own number, %r its room, %p its
partner, %b the text of a line.
"""

from dataclasses import dataclass, field

Steps = list[tuple[str, str]]


@dataclass(frozen=True)
class Dialect:
    name: str
    login: Steps
    join: Steps
    leave: Steps
    say: str
    tell: str
    own: bool = False  # whether a sender in a room gets its own lines back
    own_private: bool = False  # the same for private lines
    tls: bool = False
    refusals: tuple[str, ...] = field(default=())

    def scripts(self) -> dict[str, Steps]:
        refuse = [("refuse", text) for text in self.refusals]
        return {
            "login": [*refuse, *self.login],
            "join": [*refuse, *self.join],
            "leave": [*refuse, *self.leave],
            "enter": [*refuse, *self.login, *self.join],
        }


IRC = Dialect(
    name="irc",
    login=[("send", "NICK b%d\r\nUSER b%d 0 * :b\r\n"), ("wait", " 422 b%d ")],
    join=[("send", "JOIN #r%r\r\n"), ("wait", " 366 b%d #r%r ")],
    leave=[("send", "PART #r%r\r\n"), ("wait", "b%d@127.0.0.1 PART ")],
    say="PRIVMSG #r%r :%b\r\n",
    tell="PRIVMSG b%p :%b\r\n",
    refusals=("\n:irc.test 433 ", "\n:irc.test 437 ", "\n:irc.test 405 ", "\n:irc.test 471 ", "\nERROR "),
)

# The rooms of chatservice's text dialect, spoken by the floor and the plain loop too.
TEXT = Dialect(
    name="text",
    login=[("send", "b%d\n"), ("wait", "* Welcome, b%d.")],
    join=[("send", "/join r%r\n"), ("wait", "* You are in r%r (")],
    leave=[("send", "/leave\n"), ("wait", "\n* ")],
    say="%b\n",
    tell="/msg b%p %b\n",
    refusals=("\n! ",),
)
