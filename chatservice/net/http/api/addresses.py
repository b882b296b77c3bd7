"""The complete API under ``/api/v1``: everything that the line door can do.

Most of it is a table: a method at an address is a command of `model.commands`, whose fields come
from the path, the query or the body, and whose answer is the event of the line door. Commands
without an address of their own are at ``/api/v1/commands/NAME``, so that a new command is
available at once. The document at ``/api/v1/openapi.json`` is made from
the same table and the same types.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args
from urllib.parse import quote

import msgspec
from msgspec.structs import fields, replace

from chatservice.core.commands.tokens import log_out
from chatservice.errors import BadCommand, BadJson, Internal
from chatservice.model import commands as c
from chatservice.model import events as e
from chatservice.net.http.api.login import COOKIE, address_of, authenticate, token_key, token_of
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.curl.follow import stream
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Route, RouteHandler
from chatservice.wire.jsonlines import checked

Schema = dict[str, Any]  # JSON Schema, draft 2020-12
ROOT = "/api/v1"


class Method(NamedTuple):
    """`command` at `path`, whose names are fields of it; `fixed` are those that are always so.

    `gives` is the answer, None where there is none. `enters`: the room in the path is
    entered first. `needs` are fields that must be given here, and elsewhere need not.
    """

    method: str
    path: str
    command: type[c.Command]
    gives: type[e.Event] | None
    status: int = 200
    enters: bool = False
    fixed: Mapping[str, Any] = {}
    needs: tuple[str, ...] = ()
    summary: str = ""


VERBS = (
    Method("GET", "/people", c.Who, e.People, fixed={"room": "*"}, summary="Show everyone who is here."),
    Method("POST", "/people/{to}/messages", c.Msg, e.Ack, 201),
    Method("GET", "/people/{name}", c.Profile, e.ProfileIs),
    Method("PATCH", "/me", c.Nick, e.NameIs),
    Method(
        "GET",
        "/me/preferences",
        c.SetPreference,
        e.PreferencesAre,
        fixed={"name": "", "value": None},
        summary="Show what you show of yourself and chose.",
    ),
    Method("PUT", "/me/preferences/{name}", c.SetPreference, e.PreferencesAre, needs=("value",)),
    Method("PUT", "/me/away", c.Away, e.AwayIs),
    Method("DELETE", "/me/away", c.Away, e.AwayIs, fixed={"off": True}, summary="Be back."),
    Method("PUT", "/me/status", c.SetStatus, e.StatusIs),
    Method("POST", "/rooms/{room}/typing", c.Typing, None, 204, enters=True),
    Method("GET", "/rooms", c.Rooms, e.RoomList),
    Method("PUT", "/rooms/{room}", c.Join, e.Joined),
    Method("DELETE", "/rooms/{room}", c.Leave, e.Left),
    Method("GET", "/rooms/{room}/messages", c.History, e.HistoryPage),
    Method("POST", "/rooms/{room}/messages", c.Say, e.Ack, 201, enters=True),
    Method(
        "PUT",
        "/rooms/{room}/messages/{seq}/reactions/{emoji}",
        c.React,
        e.Reacted,
        fixed={"on": True},
        summary="React to a line with an emoji.",
    ),
    Method(
        "DELETE",
        "/rooms/{room}/messages/{seq}/reactions/{emoji}",
        c.React,
        e.Reacted,
        fixed={"on": False},
        summary="Take a reaction back.",
    ),
    Method("GET", "/rooms/{room}/messages/{seq}/reactions", c.Reactions, e.ReactionList),
    Method("GET", "/rooms/{room}/messages/{seq}/context", c.Context, e.HistoryPage),
    Method("PUT", "/rooms/{room}/messages/{seq}/pin", c.Pin, e.Ack),
    Method("DELETE", "/rooms/{room}/messages/{seq}/pin", c.Unpin, e.Ack),
    Method("GET", "/rooms/{room}/pins", c.Pins, e.PinList),
    Method("PUT", "/rooms/{room}/messages/{seq}/bookmark", c.Bookmark, e.Bookmarked),
    Method("DELETE", "/rooms/{room}/messages/{seq}/bookmark", c.Unbookmark, e.Bookmarked),
    Method("GET", "/me/bookmarks", c.Bookmarks, e.BookmarkList),
    Method("POST", "/rooms/{room}/polls", c.AskPoll, e.Ack, 201, enters=True),
    Method("GET", "/rooms/{room}/polls/{seq}", c.PollShow, e.PollIs),
    Method("PUT", "/rooms/{room}/polls/{seq}/vote", c.Vote, e.Voted),
    Method("POST", "/rooms/{room}/polls/{seq}/close", c.PollClose, e.Ack),
    Method("POST", "/rooms/{room}/scheduled", c.SayLater, e.Scheduled, 201, enters=True),
    Method("GET", "/me/scheduled", c.LaterList, e.ScheduledList),
    Method("DELETE", "/me/scheduled/{id}", c.LaterCancel, e.Scheduled),
    Method("POST", "/me/reminders", c.Remind, e.Scheduled, 201),
    Method("GET", "/me/reminders", c.RemindList, e.ScheduledList),
    Method("DELETE", "/me/reminders/{id}", c.RemindCancel, e.Scheduled),
    Method("PATCH", "/rooms/{room}/messages/{seq}", c.Edit, e.Ack),
    Method("DELETE", "/rooms/{room}/messages/{seq}", c.Delete, e.Ack),
    Method("GET", "/rooms/{room}/messages/{seq}/revisions", c.Revisions, e.RevisionList),
    Method("GET", "/rooms/{room}/topics", c.Topics, e.TopicList),
    Method("PATCH", "/rooms/{room}", c.RenameRoom, e.Ack),
    Method("GET", "/rooms/{room}/people", c.Who, e.People, summary="Show who is in a room."),
    Method("GET", "/rooms/{room}/topic", c.Topic, e.TopicIs, fixed={"text": None}, summary="Show the topic."),
    Method(
        "PUT",
        "/rooms/{room}/topic",
        c.Topic,
        e.Ack,
        needs=("text",),
        summary="Set the topic; an empty text clears it.",
    ),
    Method("POST", "/rooms/{room}/members", c.Invite, None, 204),
    Method("POST", "/groups", c.Group, e.Joined, 201),
    Method("GET", "/missed", c.Missed, e.MissedPage),
    Method("PUT", "/rooms/{room}/read", c.MarkRead, e.ReadMark),
    Method("PUT", "/rooms/{room}/unread", c.MarkUnread, e.ReadMark),
    Method("GET", "/rooms/{room}/messages/{seq}/seen", c.SeenBy, e.SeenByIs),
    Method("PUT", "/rooms/{room}/level", c.SetLevel, e.LevelIs),
    Method("GET", "/mentions", c.Mentions, e.MentionList),
    Method("GET", "/search", c.Search, e.FoundPage),
    Method("GET", "/files", c.Files, e.FileList),
    Method("DELETE", "/files/{file}", c.DeleteFile, e.Ack),
    Method("POST", "/files/{file}/link", c.ShareLink, e.LinkIs, 201),
    Method("POST", "/files/{file}/share", c.Share, e.Ack, 201),
    Method("POST", "/rooms/{room}/runs", c.Run, e.RunIs, 201, enters=True),
    Method("GET", "/rooms/{room}/runs/{run}", c.RunShow, e.RunOutput),
    Method("DELETE", "/rooms/{room}/runs/{run}", c.RunStop, e.RunIs),
    Method("POST", "/rooms/{room}/runs/{run}/input", c.RunInput, e.RunIs),
    Method("POST", "/rooms/{room}/runs/{run}/eof", c.RunEof, e.RunIs),
    Method("GET", "/rooms/{room}/documents", c.CodeList, e.DocumentList),
    Method("POST", "/rooms/{room}/documents", c.CodeNew, e.DocumentIs, 201, enters=True),
    Method("POST", "/rooms/{room}/documents/imports", c.CodeImport, e.DocumentIs, 201, enters=True),
    Method("POST", "/rooms/{room}/documents/{doc}/copies", c.CodeFork, e.DocumentIs, 201, enters=True),
    Method("GET", "/rooms/{room}/documents/{doc}", c.CodeShow, e.DocumentText),
    Method("PUT", "/rooms/{room}/documents/{doc}", c.CodePut, e.EditSaved, enters=True),
    Method("PATCH", "/rooms/{room}/documents/{doc}", c.CodeRename, e.DocumentDone, enters=True),
    Method("DELETE", "/rooms/{room}/documents/{doc}", c.CodeClose, e.DocumentDone, enters=True),
    Method("GET", "/rooms/{room}/documents/{doc}/history", c.CodeHistory, e.DocumentHistory),
    Method("GET", "/rooms/{room}/documents/{doc}/diff", c.CodeDiff, e.DocumentDiff),
    Method(
        "POST", "/rooms/{room}/documents/{doc}/restorations", c.CodeRestore, e.EditSaved, 201, enters=True
    ),
    Method("GET", "/rooms/{room}/documents/{doc}/links", c.CodeLinks, e.DocumentLinks, enters=True),
    Method("POST", "/rooms/{room}/documents/{doc}/links", c.CodeLink, e.DocumentLinkIs, 201, enters=True),
    Method("DELETE", "/rooms/{room}/documents/{doc}/links/{id}", c.CodeUnlink, e.DocumentDone, enters=True),
    Method("POST", "/documents/{doc}/members", c.CodeJoin, e.DocumentIs),
    Method("GET", "/documents/{doc}", c.CodeShow, e.DocumentText),
    Method("PUT", "/documents/{doc}", c.CodePut, e.EditSaved),
    Method("POST", "/documents/{doc}/edits", c.CodeEdit, e.EditSaved, 201),
    Method("GET", "/rooms/{room}/documents/{doc}/roles", c.CodeRoles, e.DocumentRoles),
    Method("PUT", "/rooms/{room}/documents/{doc}/roles/{name}", c.CodeGrant, e.DocumentGranted, enters=True),
    Method(
        "POST", "/rooms/{room}/documents/{doc}/invitations", c.CodeInvite, e.DocumentInvited, 201, enters=True
    ),
    Method("GET", "/rooms/{room}/documents/{doc}/class", c.CodeClass, e.ClassIs, enters=True),
    Method("POST", "/rooms/{room}/documents/{doc}/class", c.CodeHandOut, e.HandedOut, 201, enters=True),
    Method("POST", "/rooms/{room}/documents/{doc}/class/runs", c.CodeRunAll, e.ClassRun, 202, enters=True),
    Method("POST", "/rooms/{room}/documents/{doc}/edits", c.CodeEdit, e.EditSaved, 201, enters=True),
    Method("POST", "/rooms/{room}/documents/{doc}/runs", c.CodeRun, e.RunIs, 201, enters=True),
    Method("GET", "/doctor", c.Doctor, e.DoctorIs),
    Method("GET", "/motd", c.Motd, e.MotdIs),
    Method("GET", "/tokens", c.Tokens, e.TokenList),
    Method("POST", "/tokens", c.Token, e.TokenIs, 201),
    Method("DELETE", "/tokens/{id}", c.Revoke, e.Revoked),
    Method("GET", "/certificates", c.Cert, e.CertificateList),
    Method("POST", "/certificates", c.CertAdd, e.CertificateAdded, 201),
    Method("DELETE", "/certificates/{fingerprint}", c.CertRemove, e.CertificateRemoved),
)

# Commands about a connection do not apply to single requests, and are handled elsewhere.
APART = (c.Login, c.Scram, c.Quit)
COMMANDS: dict[str, type[c.Command]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(c.AnyCommand) if kind not in APART
}


def taken(verb: Method) -> set[str]:
    """The fields of the command that are in the path, or fixed."""
    return {part[1:-1] for part in verb.path.split("/") if part[:1] == "{"} | set(verb.fixed) | {"ref"}


def asked(call: RequestContext, kind: type[c.Command], given: Mapping[str, Any], body: bool) -> c.Command:
    """The command, from `given` and the body or the query. Raises BadJson or BadCommand."""
    if body:
        rest = _object(call)
    else:
        names = {field.encode_name for field in fields(kind)}
        rest = {name: value for name, value in call.query.items() if name in names}
    for name in ("ref", "cmd", *given):
        rest.pop(name, None)
    try:
        # In a query everything is text.
        return checked(msgspec.convert({**rest, **given}, kind, strict=body))
    except msgspec.ValidationError as error:
        raise BadCommand(str(error).replace("`", "'")) from None


def in_path(kind: type[c.Command], name: str, text: str) -> Any:
    """The value of that field which stands in a path, where everything is text. Raises BadCommand."""
    (hint,) = (field.type for field in fields(kind) if field.name == name)
    try:
        return msgspec.convert(text, hint, strict=False)
    except msgspec.ValidationError as error:
        raise BadCommand(f"{error} in '{name}'") from None


def _object(call: RequestContext) -> dict[str, Any]:
    if not call.body.strip():
        return {}
    try:
        return call.json(dict[str, Any])
    except BadCommand:
        raise BadJson("the body is an object") from None


def told(event: e.Event | None, status: int, headers: Headers = (), etag: bool = False) -> Response:
    if event is None:
        return Response(204, headers=headers)
    return responses.json(event, status, headers, etag=etag)


def handler(verb: Method) -> RouteHandler:
    names = [part[1:-1] for part in verb.path.split("/") if part[:1] == "{"]
    body = verb.method in ("POST", "PUT", "PATCH")

    async def handle(call: RequestContext) -> Response:
        given = {**{name: in_path(verb.command, name, call.params[name]) for name in names}, **verb.fixed}
        command = asked(call, verb.command, given, body)
        for name in verb.needs:
            if getattr(command, name) is None:
                raise BadCommand(f"Object missing required field '{name}'")
        if "key" in verb.command.__struct_fields__ and not command.key:  # type: ignore[attr-defined]
            command = replace(command, key=call.header(b"idempotency-key"))
        visitor = await authenticate(call)
        if verb.enters:
            room = await joined_room(visitor, call.params["room"])
            command = replace(command, room=room.rid)
        event = await visitor.ask(command)
        if verb.gives is None:  # also where another command of its kind is answered
            event = None
        if verb.gives is not None and not isinstance(event, verb.gives):
            raise Internal
        return told(event, verb.status, next_page(call, event), etag=verb.method == "GET")

    return handle


def next_page(call: RequestContext, event: e.Event | None) -> Headers:
    """The link to the next page (RFC 8288)."""
    where = ""
    if isinstance(event, e.HistoryPage) and event.more and event.lines:
        where = f"after={event.lines[-1].seq}" if event.forward else f"before={event.lines[0].seq}"
    elif isinstance(event, e.FoundPage | e.FileList | e.MentionList) and event.next is not None:
        where = f"before={event.next}"
    elif isinstance(event, e.RoomList) and event.next:
        where = f"after={quote(event.next)}"
    if not where:
        return ()
    fields = [(name, value) for name, value in call.query.items() if name not in ("before", "after")]
    query = "&".join([*(f"{quote(name)}={quote(value)}" for name, value in fields), where])
    path = call.request.path.decode("latin-1")
    return ((b"Link", f'<{path}?{query}>; rel="next"'.encode()),)


async def command(call: RequestContext) -> Response:
    """Any command, by its name."""
    kind = COMMANDS[call.route.path.rpartition("/")[2]]
    parsed = asked(call, kind, {}, body=True)
    visitor = await authenticate(call)
    return told(await visitor.ask(parsed), 200)


# Login and logout.


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name, with the password if it is owned; or a token. With the token of an `invitation`, a new guest
    gets in where guests are not admitted, and enters its room."""

    name: str = ""
    password: str = ""
    token: str = ""
    device: str = ""
    invitation: str = ""


class Me(msgspec.Struct, frozen=True):
    """Your name and role."""

    name: str
    role: str
    epoch: str


async def login(call: RequestContext) -> Response:
    """Log in and get a token; a browser gets it as a cookie too."""
    credentials = call.json(Credentials)
    asked_for = c.Login(
        name=credentials.name,
        password=credentials.password,
        token=credentials.token,
        device=credentials.device,
        invitation=credentials.invitation,
    )
    welcome = await call.site.visitors.log_in(address_of(call), asked_for, token_key)
    secure = b"; Secure" if call.request.is_encrypted else b""
    cookie = b"%b=%b; HttpOnly; SameSite=Strict; Path=/%b" % (COOKIE, welcome.token.encode(), secure)
    return told(welcome, 200, ((b"Set-Cookie", cookie),))


async def logout(call: RequestContext) -> Response:
    """Log out: the token that was shown is revoked, unless it is a bot's, and the cookie is cleared."""
    visitor = await authenticate(call)
    person, chat = visitor.session.person, call.site.chat
    await visitor.ask(c.Quit())
    if not person.principal.guest and chat.bots.owner(person.principal.id) is None:
        await log_out(chat, person.principal.id, token_of(call.request))
    gone = b"%b=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0" % COOKIE
    return Response(204, headers=((b"Set-Cookie", gone),))


async def me(call: RequestContext) -> Response:
    """Show your name and role."""
    visitor = await authenticate(call)
    answer = Me(visitor.name, visitor.session.person.principal.role.word, call.site.chat.log.epoch)
    return responses.json(answer, etag=True)


class Other(NamedTuple):
    """An address that is not a command: its first docstring line is its summary."""

    method: str
    path: str
    handle: RouteHandler
    takes: type | None = None
    gives: type | None = None
    status: int = 200
    query: tuple[str, ...] = ()


OTHERS = (
    Other("POST", "/login", login, Credentials, e.Welcome),
    Other("DELETE", "/login", logout, status=204),
    Other("GET", "/me", me, gives=Me),
    Other("GET", "/rooms/{room}/stream", stream, query=("since", "last", "poll")),
)

ROUTES = [
    *(Route(verb.method, ROOT + verb.path, handler(verb)) for verb in VERBS),
    *(Route("POST", f"{ROOT}/commands/{name}", command) for name in COMMANDS),
    *(Route(other.method, ROOT + other.path, other.handle) for other in OTHERS),
]
