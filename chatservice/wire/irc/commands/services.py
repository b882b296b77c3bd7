"""NickServ: what people's scripts send to it, done by the chat's own commands."""

from collections.abc import Callable

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import CertificateList, Event, Registered, Welcome
from chatservice.wire.event_text import notices
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.client import IrcClient, IrcReply
from chatservice.wire.irc.commands.chanserv import CHANSERV, chanserv
from chatservice.wire.irc.commands.registration import become, bring
from chatservice.wire.irc.message import body

Service = Callable[[IrcClient, IrcReply, str], None]
NICKSERV = "NickServ"
HELP = "REGISTER password; IDENTIFY [account] password; CERT LIST; CERT ADD [print]; CERT DEL print."


def find(target: str) -> Service | None:
    """The service called `target`, in any spelling."""
    return SERVICES.get(target.lower())


def nickserv(client: IrcClient, reply: IrcReply, text: str) -> None:
    words = text.split()
    what = words[0].upper() if words else "HELP"
    if what == "REGISTER" and len(words) > 1:
        _register(client, reply, words[1])
    elif what == "IDENTIFY" and len(words) > 1:
        name = words[1] if len(words) > 2 else client.door.name
        _identify(client, reply, name, words[-1])
    elif what == "CERT":
        _cert(client, reply, words[1:])
    elif what in ("GHOST", "RECOVER", "RELEASE", "REGAIN"):
        _say(client, reply, "There is no need: sign in, and you have your name on this device, too.")
    else:
        _say(client, reply, HELP)


def _say(client: IrcClient, reply: IrcReply, text: str) -> None:
    source = f"{NICKSERV}!{NICKSERV}@{client.view.server}"
    reply.send(body(source, "NOTICE", client.nick, text))


def _register(client: IrcClient, reply: IrcReply, password: str) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Registered):
            _say(client, reply, "Account created")
        elif isinstance(answer, Fault):
            _say(client, reply, sentence(answer))

    reply.ask(c.Register(password=password), answered)


def _identify(client: IrcClient, reply: IrcReply, name: str, password: str) -> None:
    before = client.source

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            _say(client, reply, sentence(answer))
            return
        become(client, reply, before)
        bring(client, reply, answer.rooms if isinstance(answer, Welcome) else ())
        _say(client, reply, f"You are now logged in as {client.nick}.")

    reply.ask(c.Login(name=name, password=password, device="irc", rooms=True), answered)


def _cert(client: IrcClient, reply: IrcReply, words: list[str]) -> None:
    """Client certificates: ``CERT ADD [fingerprint]``, ``CERT DEL fingerprint``, ``CERT LIST``."""
    what, fingerprint, *label = *words, *[""] * (2 - len(words))
    commands: dict[str, c.Command] = {
        "ADD": c.CertAdd(fingerprint=fingerprint, label=" ".join(label)),
        "DEL": c.CertRemove(fingerprint=fingerprint),
    }

    def answered(answer: Event | Fault | None) -> None:
        for text in _certificates(answer):
            _say(client, reply, text)

    reply.ask(commands.get(what.upper(), c.Cert()), answered)


def _certificates(answer: Event | Fault | None) -> list[str]:
    if isinstance(answer, Fault):
        return [sentence(answer)]
    if isinstance(answer, CertificateList):
        rows = [f"{row.fingerprint} {row.label}".strip() for row in answer.certificates]
        return rows or ["No certificate logs in to your account."]
    return notices(answer) if answer is not None else []


SERVICES: dict[str, Service] = {NICKSERV.lower(): nickserv, CHANSERV.lower(): chanserv}
