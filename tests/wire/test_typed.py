"""What a typed line asks for."""

import pytest

from chatservice.errors import BadCommand, UnknownCommand
from chatservice.model.arguments import usage
from chatservice.model.commands import (
    TYPED,
    Announce,
    Audit,
    Away,
    Ban,
    Bans,
    Bot,
    Bots,
    CodeAppend,
    CodeClass,
    CodeClose,
    CodeDiff,
    CodeFork,
    CodeGrant,
    CodeHandOut,
    CodeHistory,
    CodeImport,
    CodeInvite,
    CodeJoin,
    CodeLeave,
    CodeLink,
    CodeLinks,
    CodeList,
    CodeNew,
    CodeRename,
    CodeRestore,
    CodeRoles,
    CodeRun,
    CodeRunAll,
    CodeSet,
    CodeShow,
    CodeUnlink,
    CreateChatroom,
    Delete,
    DeleteChatroom,
    DeleteFile,
    Doctor,
    Edit,
    Files,
    Group,
    Help,
    History,
    Ignore,
    Invitation,
    Invite,
    Join,
    Kick,
    LaterCancel,
    LaterList,
    Leave,
    Lockdown,
    Login,
    MarkRead,
    MarkUnread,
    Mentions,
    Missed,
    Mode,
    Motd,
    Msg,
    Mute,
    Nick,
    OpenChatroom,
    Password,
    Ping,
    Profile,
    Quit,
    React,
    Reactions,
    Register,
    Remind,
    RemindCancel,
    RemindList,
    Reply,
    Report,
    Reports,
    Resolve,
    Revoke,
    Role,
    Rooms,
    Run,
    RunEof,
    RunInput,
    RunShow,
    RunStop,
    Say,
    SayLater,
    Search,
    Seen,
    SeenBy,
    SetLevel,
    SetPreference,
    SetStatus,
    Share,
    ShareLink,
    Token,
    Tokens,
    Topic,
    Unban,
    Unhook,
    Unignore,
    Unmute,
    Webhook,
    Webhooks,
    Who,
)
from chatservice.wire.fault_text import FACT_MAX
from chatservice.wire.slash_commands import parse

TOKEN = "0123456789abcdef" * 2

LINES = {
    "hello": Say(text="hello"),
    "  indented": Say(text="  indented"),
    "{not json}": Say(text="{not json}"),
    " /join x": Say(text=" /join x"),
    "//join x": Say(text="/join x"),
    "///": Say(text="//"),
    "/say /join": Say(text="/join"),
    "/later 2h  good night": SayLater(when="2h", text="good night"),
    "/later 1h 30m in:ops x": SayLater(when="1h 30m", room="ops", text="x"),
    "/later 2026-11-30 18:30 x": SayLater(when="2026-11-30 18:30", text="x"),
    "/later list": LaterList(),
    "/later cancel 3": LaterCancel(id=3),
    "/remind 10m tea": Remind(when="10m", text="tea"),
    "/remind 18:30 in:ops #43": Remind(when="18:30", room="ops", text="#43"),
    "/remind list": RemindList(),
    "/remind cancel #3": RemindCancel(id=3),
    "/react 43 +1": React(seq=43, emoji="+1"),
    "/react #43 :tada: in:ops": React(seq=43, emoji=":tada:", room="ops"),
    "/reactions 43": Reactions(seq=43),
    "/me waves": Say(text="waves", action=True),
    f"/login {TOKEN}": Login(token=TOKEN),
    "/login " + "x" * 43: Login(token="x" * 43),
    "/login " + "x" * 32: Login(name="x" * 32),
    "/join ops": Join(room="ops"),
    "/create_chatroom ops": CreateChatroom(name="ops"),
    "/open_chatroom 3": OpenChatroom(room="3"),
    "/delete_chatroom 3": DeleteChatroom(room="3"),
    "/announce back at noon": Announce(text="back at noon"),
    "/JOIN  ops ": Join(room="ops"),
    "/join ops open sesame": Join(room="ops", password="open sesame"),
    "/login alice": Login(name="alice"),
    "/login alice correct horse": Login(name="alice", password="correct horse"),
    "/tokens": Tokens(),
    "/token phone": Token(label="phone"),
    "/revoke 9f86d081": Revoke(id="9f86d081"),
    "/register correct horse": Register(password="correct horse"),
    f"/register correct horse {'a1' * 16}": Register(password="correct horse", invitation="a1" * 16),
    "/password old new one": Password(old="old", new="new one"),
    "/invitation": Invitation(),
    "/role bob moderator": Role(name="bob", role="moderator"),
    "/role bob admin *": Role(name="bob", role="admin", room="*"),
    "/mode": Mode(),
    "/mode invite in:ops": Mode(entry="invite", room="ops"),
    "/mode password sesame readonly off slow 10s": Mode(
        entry="password", password="sesame", readonly=False, slow=10.0
    ),
    "/kick bob": Kick(name="bob"),
    "/kick bob in:ops too loud": Kick(name="bob", room="ops", reason="too loud"),
    "/kick bob for spam": Kick(name="bob", reason="for spam"),
    "/ban bob": Ban(target="bob"),
    "/ban  bob for 2h  in:ops +address  very  rude": Ban(
        target="bob", seconds=7200.0, room="ops", address=True, reason="very  rude"
    ),
    "/ban bob spam": Ban(target="bob", reason="spam"),
    "/ban bob For 2 hours in:ops very rude": Ban(
        target="bob", seconds=7200.0, room="ops", reason="very rude"
    ),
    "/ban bob for 1h30m": Ban(target="bob", seconds=5400.0),
    "/ban bob for good": Ban(target="bob"),
    "/ban bob for 10m shouted for 2 hours": Ban(target="bob", seconds=600.0, reason="shouted for 2 hours"),
    "/ban bob 3 strikes": Ban(target="bob", reason="3 strikes"),
    "/ban 192.0.2.0/24 for 1w": Ban(target="192.0.2.0/24", seconds=604_800.0),
    "/unban bob in:ops": Unban(target="bob", room="ops"),
    "/bans": Bans(),
    "/bans ops": Bans(room="ops"),
    "/mute bob for 10m in:* hush": Mute(name="bob", seconds=600.0, room="*", reason="hush"),
    "/unmute bob": Unmute(name="bob"),
    "/ignore": Ignore(),
    "/ignore bob": Ignore(name="bob"),
    "/unignore bob": Unignore(name="bob"),
    "/edit new text": Edit(text="new text"),
    "/edit 43 in:ops new  text": Edit(seq=43, room="ops", text="new  text"),
    "/edit #43 3 of 4": Edit(seq=43, text="3 of 4"),
    "/s/old/new/": Edit(find="old", text="new"),
    "/s/a\\/b//": Edit(find="a/b", text=""),
    "/delete": Delete(),
    "/delete 43 in:ops": Delete(seq=43, room="ops"),
    "/delete #43": Delete(seq=43),
    "/report 43": Report(seq=43),
    "/report #43 in:ops very  rude": Report(seq=43, room="ops", reason="very  rude"),
    "/reports": Reports(),
    "/resolve 3": Resolve(id=3),
    "/history 5 numbered": History(limit=5, numbered=True),
    "/lockdown": Lockdown(),
    "/lockdown ON": Lockdown(on=True),
    "/lockdown off": Lockdown(on=False),
    "/audit": Audit(),
    "/audit 5 before 17": Audit(limit=5, before=17),
    "/leave": Leave(),
    "/leave ops": Leave(room="ops"),
    "/msg bob hi there": Msg(to="bob", text="hi there"),
    "/msg  bob  two  blanks ": Msg(to="bob", text=" two  blanks "),
    "/reply yes: no": Reply(text="yes: no"),
    "/who": Who(),
    "/seen bob": Seen(name="bob"),
    "/who *": Who(room="*"),
    "/rooms": Rooms(limit=20),
    "/rooms all": Rooms(about="all", limit=20),
    "/rooms Ops team": Rooms(about="Ops team", limit=20),
    "/topic": Topic(),
    "/topic a b": Topic(text="a b"),
    "/topic ": Topic(),
    "/topic -": Topic(text=""),
    "/topic - ": Topic(text=""),
    "/topic - -": Topic(text="- -"),
    "/nick bob": Nick(name="bob"),
    "/group ops a,b, c": Group(name="ops", members=["a", "b", "c"], skip_unknown=True),
    "/group ops": Group(name="ops", skip_unknown=True),
    "/invite bob": Invite(name="bob"),
    "/invite bob ops": Invite(name="bob", room="ops"),
    "/history": History(),
    "/history 5": History(limit=5),
    "/history 5 before 77 in:ops": History(limit=5, before=77, room="ops"),
    "/history in:@bob after 3": History(after=3, room="@bob"),
    "/missed": Missed(),
    "/profile": Profile(),
    "/profile bob": Profile(name="bob"),
    "/set": SetPreference(),
    "/set quiet 22:00-07:00": SetPreference(name="quiet", value="22:00-07:00"),
    "/set about -": SetPreference(name="about", value=""),
    "/away": Away(),
    "/away off": Away(off=True),
    "/away out for lunch": Away(text="out for lunch"),
    "/away lunch until 14:00": Away(text="lunch until", end="14:00"),
    "/status on call 1h30m": SetStatus(text="on call", end="1h30m"),
    "/status -": SetStatus(text=""),
    "/read": MarkRead(),
    "/read #43 in:ops": MarkRead(room="ops", seq=43),
    "/unread 43": MarkUnread(seq=43),
    "/seen_by": SeenBy(),
    "/seen_by #43": SeenBy(seq=43),
    "/mentions": Mentions(),
    "/mentions 2d": Mentions(since="2d"),
    "/mentions before:917 all": Mentions(since="all", before=917),
    "/level mentions in:ops": SetLevel(level="mentions", room="ops"),
    "/missed ops": Missed(room="ops"),
    "/search two words": Search(text="two words"),
    "/search 上海 in:ops from:bob": Search(text="上海", room="ops", sender="bob"),
    "/search from:bob x before:917 y": Search(text="x y", sender="bob", before=917),
    "/files": Files(),
    "/files 5 in:ops from:bob before:31": Files(limit=5, room="ops", sender="bob", before=31),
    "/share 9c1f3a5be07d2468": Share(file="9c1f3a5be07d2468"),
    "/share http://h/download/9c ops": Share(file="http://h/download/9c", room="ops"),
    "/link 9c": ShareLink(file="9c"),
    "/delete_file 9c": DeleteFile(file="9c"),
    "/bot robo": Bot(name="robo"),
    "/bot robo off": Bot(name="robo", off=True),
    "/bots": Bots(),
    "/webhook ci": Webhook(name="ci"),
    "/webhook ci ops": Webhook(name="ci", room="ops"),
    "/webhooks": Webhooks(),
    "/webhooks ops": Webhooks(room="ops"),
    "/unhook 9f86d081": Unhook(id="9f86d081"),
    "/unhook 9f86d081 ops": Unhook(id="9f86d081", room="ops"),
    "/run": Run(),
    "/run 43": Run(line=43),
    "/run #43 in:ops as:python block:2": Run(line=43, room="ops", language="python", block=2),
    "/run as:c with 3 4": Run(language="c", input="3 4"),
    "/run with show 77": Run(input="show 77"),
    "/run interactive": Run(interactive=True),
    "/run show 77": RunShow(run=77),
    "/run show #77 500 in:ops": RunShow(run=77, start=500, room="ops"),
    "/run stop 77": RunStop(run=77),
    "/RUN STOP 77 in:ops": RunStop(run=77, room="ops"),
    "/run input 77   two  words": RunInput(run=77, text="  two  words"),
    "/run input 77": RunInput(run=77),
    "/run eof 77": RunEof(run=77),
    "/run_stop 77": RunStop(run=77),
    "/code new python": CodeNew(language="python"),
    "/code new python hello in:ops": CodeNew(language="python", title="hello", room="ops"),
    "/code fork": CodeFork(),
    "/code fork mine doc:hello version:3 to:ops": CodeFork(title="mine", doc="hello", version=3, into="ops"),
    "/code import 1f mine as:python": CodeImport(file="1f", title="mine", language="python"),
    "/code link": CodeLink(),
    "/code link doc:hello as:viewer uses:5 for 2h": CodeLink(
        doc="hello", role="viewer", uses=5, seconds=7200.0
    ),
    "/code links hello": CodeLinks(doc="hello"),
    "/code unlink 1f": CodeUnlink(id="1f"),
    "/code history": CodeHistory(),
    "/code history hello before:30": CodeHistory(doc="hello", before=30),
    "/code diff 3": CodeDiff(since=3),
    "/code diff 3 7 doc:hello": CodeDiff(since=3, until=7, doc="hello"),
    "/code restore 3 doc:hello": CodeRestore(version=3, doc="hello"),
    "/code hand-out": CodeHandOut(),
    "/code hand-out hello in:ops": CodeHandOut(doc="hello", room="ops"),
    "/code class hello": CodeClass(doc="hello"),
    "/code run-all hello with 3 4": CodeRunAll(doc="hello", input="3 4"),
    "/code list": CodeList(),
    "/code list closed in:ops": CodeList(closed=True, room="ops"),
    "/code join hello": CodeJoin(doc="hello"),
    "/code show": CodeShow(),
    "/code show hello version:3 line:200 in:ops": CodeShow(doc="hello", version=3, line=200, room="ops"),
    "/code set 3     x = 1": CodeSet(line=3, text="    x = 1"),
    "/code set 3": CodeSet(line=3),
    "/code set 3 doc:hello x": CodeSet(line=3, doc="hello", text="x"),
    "/code append   x": CodeAppend(text="  x"),
    "/code rename other doc:hello": CodeRename(title="other", doc="hello"),
    "/code leave": CodeLeave(),
    "/code close hello": CodeClose(doc="hello"),
    "/code invite bob": CodeInvite(name="bob"),
    "/code invite bob as:viewer doc:hello": CodeInvite(name="bob", role="viewer", doc="hello"),
    "/code grant bob viewer": CodeGrant(name="bob", role="viewer"),
    "/code grant * runner doc:hello": CodeGrant(name="*", role="runner", doc="hello"),
    "/code roles hello": CodeRoles(doc="hello"),
    "/code list invited": CodeList(invited=True),
    "/code run": CodeRun(),
    "/code run doc:hello interactive": CodeRun(doc="hello", interactive=True),
    "/code run with 3 4": CodeRun(input="3 4"),
    "/doctor": Doctor(),
    "/motd": Motd(),
    "/token": Token(),
    "/ping": Ping(),
    "/help": Help(),
    "/help join": Help(about="join"),
    "/quit": Quit(),
    "/quit ": Quit(),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_asks_for(line):
    assert parse(line) == [LINES[line]]


def test_every_command_can_be_typed():
    untyped = set(TYPED) - {type(command) for command in LINES.values()}
    assert not untyped, f"LINES above needs a line for each of {sorted(kind.__name__ for kind in untyped)}"


@pytest.mark.parametrize("line", ["", " ", "\t "])
def test_a_blank_line_asks_for_nothing(line):
    assert parse(line) == []


@pytest.mark.parametrize("line", ["/", "/nonsense", "/joinx ops", "/ join", "/join\tops", "/\x1b[2J", "/{}"])
def test_an_unknown_verb_is_named(line):
    with pytest.raises(UnknownCommand) as raised:
        parse(line)
    assert raised.value.name.startswith("/")


TOKEN = "0a" * 16


@pytest.mark.parametrize(
    ("line", "tried", "asked"),
    [
        ("/register long password 1", "alice", Register(name="alice", password="long password 1")),
        ("/register alice pass word", "Alice", Register(name="alice", password="pass word")),
        (f"/register pass {TOKEN}", "alice", Register(name="alice", password="pass", invitation=TOKEN)),
        (f"/register alice p w {TOKEN}", "", Register(name="alice", password="p w", invitation=TOKEN)),
        (f"/register alice p w {TOKEN}", "alice", Register(name="alice", password="p w", invitation=TOKEN)),
    ],
)
def test_registering_before_one_is_in(line, tried, asked):
    assert parse(line, named=False, tried=tried) == [asked]


@pytest.mark.parametrize(
    ("line", "tried", "why"),
    [
        ("/register", "", "PASSWORD"),
        ("/register pass", "", "type your name first"),
        ("/register alice pass", "", "type your name first"),
        (f"/register pass {TOKEN}", "", "NAME PASSWORD INVITATION"),
        (f"/register bob pass word {TOKEN}", "alice", "NAME PASSWORD INVITATION"),
    ],
)
def test_what_could_be_a_name_or_a_password_is_neither(line, tried, why):
    with pytest.raises(BadCommand, match=why):
        parse(line, named=False, tried=tried)


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("/join", "/join ROOM [PASSWORD]"),
        ("/join  ", "/join ROOM [PASSWORD]"),
        ("/msg", "/msg NAME TEXT"),
        ("/msg bob", "/msg NAME TEXT"),
        ("/msg bob  ", "/msg NAME TEXT"),
        ("/reply", "/reply TEXT"),
        ("/nick", "/nick NAME"),
        ("/invite", "/invite NAME [ROOM]"),
        ("/login", "/login NAME [PASSWORD] or /login TOKEN"),
        ("/register", "/register PASSWORD [INVITATION]"),
        ("/password old", "/password OLD NEW"),
        ("/role bob", "/role NAME ROLE [ROOM or *]"),
        ("/mode sideways", usage(Mode)),
        ("/kick", usage(Kick)),
        ("/ban ", usage(Ban)),
        ("/unban bob carol", usage(Unban)),
        ("/unmute bob +address", usage(Unmute)),
        ("/lockdown maybe", usage(Lockdown)),
        ("/audit all", usage(Audit)),
        ("/unignore", usage(Unignore)),
        ("/delete it", usage(Delete)),
        ("/edit", usage(Edit)),
        ("/s//new/", usage(Edit)),
        ("/s/old", usage(Edit)),
        ("/s/a/b/c/", usage(Edit)),
        ("/report", usage(Report)),
        ("/resolve", usage(Resolve)),
        ("/me", "/me TEXT"),
        ("/history lots", usage(History)),
        ("/history before", usage(History)),
        ("/history ٤", usage(History)),
        ("/history " + "9" * 5000, usage(History)),
        ("/search", "/search TEXT [in:ROOM] [from:NAME] [before:N]"),
        ("/search in:ops", "/search TEXT [in:ROOM] [from:NAME] [before:N]"),
    ],
)
def test_what_is_missing_is_answered_with_the_usage(line, way):
    with pytest.raises(BadCommand) as raised:
        parse(line)
    assert raised.value.reason == f"type {way}"


@pytest.mark.parametrize("verb", ["/ban", "/mute"])
@pytest.mark.parametrize(
    "rest",
    [
        "for",
        "for 5",
        "for -5m",
        "for spam",
        "for two hours",
        "for 1 month",
        "until friday",
        "10m",
        "10",
        "10m in:ops",
        "2 hours of rest",
        "spam for 10m",
        "spam for fun for 10m",
        "spam in:ops",
        "in:ops for ten minutes",
    ],
)
def test_an_end_that_is_not_understood_never_makes_it_for_good(verb, rest):
    with pytest.raises(BadCommand) as raised:
        parse(f"{verb} bob {rest}")
    assert "before the reason" in raised.value.reason
    assert len(raised.value.reason) <= FACT_MAX, "or its end is not shown"


@pytest.mark.parametrize("rest", ["for 10m", "10m", "spam for 2 hours", "spam in:ops"])
def test_a_kick_has_no_end_and_says_so(rest):
    with pytest.raises(BadCommand):
        parse(f"/kick bob {rest}")


def test_the_address_is_banned_only_where_it_was_asked_for():
    with pytest.raises(BadCommand):
        parse("/ban bob spam +address")
