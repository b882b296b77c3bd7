"""What the server says of itself: its limits, its numbers, its message of the day."""

from datetime import UTC, datetime
from functools import lru_cache

from chatservice import __version__
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, MotdIs
from chatservice.wire.irc.caps import WEBPUSH
from chatservice.wire.irc.client import ROWS, IrcClient, IrcReply, irc_command
from chatservice.wire.irc.message import IrcMessage, body, started, tagged, word
from chatservice.wire.irc.mode_words import MODES, PREFIX
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage
from chatservice.wire.sanitize import lines

SOFTWARE = f"chatservice-{__version__}"
_LIMITS = (
    "ACCOUNTEXTBAN=a",
    "AWAYLEN=200",
    "BOT=B",
    "CASEMAPPING=ascii",
    f"CHANMODES={MODES}",
    "CHANNELLEN=65",
    "CHANTYPES=#",
    "CHATHISTORY=500",
    "ELIST=CMNTU",
    "KICKLEN=300",
    "EXTBAN=~,a",
    "KEYLEN=64",
    "MAXLIST=bq:100",
    "MAXTARGETS=4",
    "MODES",
    "MONITOR=100",
    "MSGREFTYPES=msgid,timestamp",
    "NICKLEN=32",
    f"PREFIX={PREFIX}",
    "TARGMAX=NAMES:20,LIST:1,KICK:20,WHOIS:4,PRIVMSG:4,NOTICE:4,TAGMSG:4,MONITOR:",
    "TOPICLEN=390",
    "UTF8ONLY",
    "WHOX",
)
PER_LINE = 12


def show_limits(client: IrcClient, reply: IrcReply, tag: str = "") -> None:
    sites = [f"{token}={_escaped(url)}" for token, url in client.door.sites().items()]
    if client.caps.intersection(WEBPUSH) and (key := client.door.push_key()):
        sites.append(f"VAPID={_escaped(key)}")
    limits = (*_LIMITS, f"NETWORK={_escaped(client.view.network)}", *sites)
    head = started(client.view.server, Numeric.ISUPPORT.code, client.nick)
    for line in _limit_lines(limits):
        reply.send(tagged(tag, head + line) if tag else head + line)


@lru_cache(16)
def _limit_lines(limits: tuple[str, ...]) -> list[bytes]:
    """What follows the nickname in each line, the same for nearly everyone."""
    words = [word(limit) for limit in limits]
    places = range(0, len(words), PER_LINE)
    return [body("", *words[place : place + PER_LINE], Numeric.ISUPPORT.text) for place in places]


def _escaped(value: str) -> str:
    """The value of a limit as it is sent."""
    return "".join(f"\\x{ord(sign):02X}" if sign in " =\\" else sign for sign in value)


@irc_command("ISUPPORT", early=True)
def isupport(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """The limits, also before the welcome (draft/extended-isupport)."""
    if client.stage is not IrcStage.IN and "draft/extended-isupport" not in client.caps:
        reply.say(Numeric.NOTREGISTERED)
        return
    if "batch" not in client.caps:
        show_limits(client, reply)
        return
    batch, server = client.batch_id(), client.view.server
    reply.send(body(server, "BATCH", f"+{batch}", "draft/isupport"))
    show_limits(client, reply, f"batch={batch}")
    reply.send(body(server, "BATCH", f"-{batch}"))


@irc_command("LUSERS", reads=True)
def lusers(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    show_counts(client, reply)


def show_counts(client: IrcClient, reply: IrcReply) -> None:
    people, most, rooms = client.view.counts()
    staff = len(list(client.view.moderates()))
    reply.say(Numeric.LUSERCLIENT, f"There are {people} users and 0 invisible on 1 servers")
    reply.say(Numeric.LUSEROP, str(staff))
    reply.say(Numeric.LUSERUNKNOWN, str(client.view.unknown()))
    reply.say(Numeric.LUSERCHANNELS, str(rooms))
    reply.say(Numeric.LUSERME, f"I have {people} clients and 0 servers")
    for numeric, where in ((Numeric.LOCALUSERS, "local"), (Numeric.GLOBALUSERS, "global")):
        reply.say(numeric, str(people), str(most), f"Current {where} users {people}, max {most}")


@irc_command("MOTD")
def motd(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    show_motd(client, reply)


def show_motd(client: IrcClient, reply: IrcReply) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if not isinstance(answer, MotdIs) or not answer.text:
            reply.say(Numeric.NOMOTD)
            return
        reply.say(Numeric.MOTDSTART, f"- {client.view.server} Message of the day -")
        for line in lines(answer.text):
            reply.say(Numeric.MOTD, f"- {line}")
        reply.say(Numeric.ENDOFMOTD)

    reply.ask(c.Motd(), answered)


@irc_command("VERSION")
def version(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if _is_elsewhere(client, reply, message):
        return
    reply.say(Numeric.VERSION, SOFTWARE, client.view.server, "a chat with a memory")
    show_limits(client, reply)


def _is_elsewhere(client: IrcClient, reply: IrcReply, message: IrcMessage) -> bool:
    """Whether another server is asked: there is none."""
    target = message.param(0)
    if target and target.lower() not in (client.view.server.lower(), client.nick.lower()):
        reply.say(Numeric.NOSUCHSERVER, target)
        return True
    return False


@irc_command("TIME")
def time(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    now = datetime.fromtimestamp(client.door.now(), UTC)
    reply.say(Numeric.TIME, client.view.server, f"{now:%A %B %d %Y -- %H:%M:%S} UTC")


@irc_command("INFO", reads=True)
def info(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if not _is_elsewhere(client, reply, message):
        reply.say(Numeric.INFO, f"{SOFTWARE}: netcat, IRC and browsers in the same rooms")
        reply.say(Numeric.ENDOFINFO)


@irc_command("ADMIN")
def admin(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if not _is_elsewhere(client, reply, message):
        server = client.view.server
        reply.say(Numeric.ADMINME, server, "Administrative info")
        reply.say(Numeric.ADMINLOC1, server)
        reply.say(Numeric.ADMINLOC2, "Ask those with a * in WHOIS")
        reply.say(Numeric.ADMINEMAIL, "no mail")


@irc_command("LINKS")
def links(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    server = client.view.server
    reply.say(Numeric.LINKS, server, server, f"0 {client.view.network}")
    reply.say(Numeric.ENDOFLINKS, "*")


@irc_command("HELP", "HELPOP", reads=True)
def help_(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    about = message.param(0).upper()
    if about and about not in ROWS:
        reply.say(Numeric.HELPNOTFOUND, about)
        return
    subject = about or "*"
    reply.say(Numeric.HELPSTART, subject, "Help")
    for words in [about] if about else [" ".join(sorted(name for name in ROWS if name.isupper()))]:
        reply.say(Numeric.HELPTXT, subject, words)
    reply.say(Numeric.ENDOFHELP, subject, "End of /HELP")


@irc_command("PING", early=True)
def ping(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if not message.params:
        reply.say(Numeric.NEEDMOREPARAMS, "PING")
        return

    def answered(answer: Event | Fault | None) -> None:
        """After all that was asked before, and what came of it."""
        client.door.settle()
        server = client.view.server
        reply.send(body(server, "PONG", server, message.param(0)))

    reply.ask(c.Ping(), answered)


@irc_command("PONG", early=True)
def pong(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """An answer that only keeps the connection alive."""


@irc_command("ERROR", early=True)
def error(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """Of servers only."""
