"""What people see, byte for byte."""

import pytest

from chatservice.model.bodies import OF_MODE
from chatservice.model.events import (
    Ack,
    Added,
    Announcement,
    Answer,
    Bye,
    Came,
    ClassIs,
    CopyInfo,
    DocumentInfo,
    DocumentIs,
    DocumentList,
    Error,
    FoundLine,
    FoundPage,
    Hello,
    HelpIs,
    HistoryPage,
    Invited,
    Joined,
    Left,
    Logged,
    Message,
    MissedPage,
    ModeSet,
    MotdIs,
    NameIs,
    Passing,
    People,
    Pong,
    Reload,
    Removed,
    Renamed,
    RoomInfo,
    RoomList,
    RunEnded,
    RunPlace,
    TokenInfo,
    TokenIs,
    TokenList,
    TopicIs,
    TopicSet,
    WebhookIs,
    Welcome,
    Went,
)
from chatservice.model.runs import Verdict
from chatservice.wire.text import TEXT
from tests.unit.test_pages import pages

TS = 1795269720.0  # 2026-11-21 14:02 UTC


def message(text, room="lobby", sender="alice", seq=43, **more):
    return Message(room=room, seq=seq, id=seq, ts=TS, sender=sender, text=text, **more)


def logged(kind, **more):
    return kind(room="ops", seq=7, id=7, ts=TS, sender="alice", **more)


DIRECT = "@alice,bob"
PLAN = DocumentInfo(
    doc="0123abcd",
    title="plan",
    language="python",
    room="ops",
    rid="r",
    creator="alice",
    made=TS,
    closed=False,
    people=["alice", "bob"],
)
COPY = {"doc": "0123abce", "title": "copy", "room": "ops/copy", "rid": "r"}
ENDED = RunEnded(
    room="ops", seq=7, id=7, ts=TS, sender="bob", run=6, verdict=Verdict.OK, seconds=0.5, lines=0
)

SEEN = [
    (message("hello"), "[lobby] alice: hello\n"),
    (message("é上海"), "[lobby] alice: é上海\n"),
    (message("one\ntwo"), "[lobby] alice: one\n[lobby] alice: two\n"),
    (message("waves", action=True), "[lobby] * alice waves\n"),
    (message("waves\nbows", action=True), "[lobby] * alice waves\n[lobby] * alice bows\n"),
    (message("psst", room=DIRECT), "[from alice] psst\n"),
    (message("psst\nyou", room=DIRECT), "[from alice] psst\n[from alice] you\n"),
    (message("psst", room=DIRECT, sender="bob"), "[to alice] psst\n"),
    (message("waves", room=DIRECT, action=True), "[from alice] * alice waves\n"),
    (message("note", room="@bob,bob", sender="bob"), "[to bob] note\n"),
    (logged(TopicSet, text="work"), "* alice set the topic of ops: work\n"),
    (logged(TopicSet, text=""), "* alice cleared the topic of ops.\n"),
    (logged(Added, who="carol"), "* alice added carol to ops.\n"),
    (logged(Removed, who="carol"), "* alice removed carol from ops.\n"),
    (logged(Removed, who="alice"), "* alice left ops for good.\n"),
    (Came(room="lobby", who=["bob"]), "* bob came into lobby.\n"),
    (Came(room="lobby", who=["bob", "carol"]), "* bob and carol came into lobby.\n"),
    (Came(room="lobby", who=["bob", "carol"], more=1200), "* bob, carol and 1,200 more came into lobby.\n"),
    (Went(room="lobby", who=["bob", "carol"], more=120), "* bob, carol and 120 more left lobby.\n"),
    (Went(room="lobby", who=[]), ""),
    (Renamed(room="lobby", was="bob", name="rob"), "* bob is now called rob.\n"),
    (
        Announcement(text="Down at ten.\nBack at noon."),
        "* Announcement: Down at ten.\n* Announcement: Back at noon.\n",
    ),
    (
        Hello(server="chatservice", version="0.1.0", motd="Be kind.\nHave fun.\n"),
        "* chatservice 0.1.0\n* Be kind.\n* Have fun.\n"
        "* Type your name to come in. /help shows what else you can type, /quit leaves.\n",
    ),
    (Welcome(name="alice", epoch="e", token="t"), "* Welcome, alice.\n"),
    (
        Welcome(
            name="alice",
            epoch="e",
            token="t",
            resumed=True,
            rooms=[RoomInfo(room="ops", kind="group"), RoomInfo(room=DIRECT, kind="direct")],
        ),
        "* Welcome back, alice.\n* Your groups: ops.\n",
    ),
    (
        Joined(
            room="lobby", kind="public", head=9, first=1, epoch="e", here=3, members=["alice", "bob", "carol"]
        ),
        "* You are in lobby (3 here).\n* Here: alice, bob, carol.\n",
    ),
    (
        Joined(
            room="lobby",
            kind="public",
            head=9,
            first=1,
            epoch="e",
            here=1300,
            members=["alice", "bob"],
            topic="x",
        ),
        "* You are in lobby (1,300 here).\n* Here: alice, bob and 1,298 more.\n* Topic: x\n",
    ),
    (Joined(room="ops", kind="public", head=0, first=1, epoch="e", here=1), "* You are in ops (1 here).\n"),
    (
        Reload(room="ops", head=9, first=1, epoch="e"),
        "* Too much happened in ops since then. Its last lines:\n",
    ),
    (Left(room="ops", current="lobby"), "* You left ops. You are in lobby.\n"),
    (Left(room="ops"), "* You left ops. /join ROOM enters another one.\n"),
    (
        Invited(room="ops", sender="bob", members=["alice", "bob"]),
        "* bob added you to the group ops: alice and bob.\n* /join ops to talk there.\n",
    ),
    (
        Invited(room="ops", sender="bob", members=[], asked=True),
        "* bob invites you into the group ops. /join ops accepts; /ignore bob stops such invitations.\n",
    ),
    (Ack(room="lobby", seq=1, id=1), ""),
    (Error(code="name_taken", text="alice is taken."), "! alice is taken.\n"),
    (People(room="*", members=["alice"], here=1), "* Everyone (1 here): alice.\n"),
    (People(room="ops", members=["alice", "bob"], here=3), "* ops (3 here): alice, bob and 1 more.\n"),
    (
        RoomList(
            rooms=[
                RoomInfo(room="lobby", kind="public", here=3, topic="all", joined=True),
                RoomInfo(room="ops", kind="group"),
            ]
        ),
        "* Rooms, /join ROOM enters one:\n* lobby (3 here, you are in it): all\n* ops (0 here, group)\n",
    ),
    (RoomList(rooms=[]), "* There are no matching rooms. /join ROOM creates one.\n"),
    (TopicIs(room="ops", text="work"), "* Topic of ops: work\n"),
    (TopicIs(room="ops", text=""), "* ops has no topic.\n"),
    (NameIs(name="rob"), "* You are now called rob.\n"),
    (MotdIs(text="one\ntwo"), "* one\n* two\n"),
    (MotdIs(text=""), "* There is no message of the day.\n"),
    (
        logged(ModeSet, readonly=True, slow=2.5),
        "* alice decided: only its moderators may speak in ops now.\n"
        "* alice decided: ops is in slow mode: one line every 2.5 s.\n",
    ),
    (
        logged(ModeSet, readonly=False, slow=0.0),
        "* alice decided: everyone in it may speak in ops now.\n"
        "* alice decided: ops is no longer in slow mode.\n",
    ),
    (
        DocumentIs(room="ops/plan", epoch="e", document=PLAN, role="editor", version=3),
        "* ops/plan (python), version 3. Open: alice, bob.\n",
    ),
    (
        DocumentIs(room="ops/plan", epoch="e", document=PLAN, role="editor", version=3, text="x"),
        "* ops/plan (python), version 3. Open: alice, bob.\n"
        "*    1 | x\n"
        "* /code set N TEXT writes a line, /code append TEXT adds one, /code run runs it.\n",
    ),
    (
        DocumentList(room="", documents=[PLAN]),
        "* Code documents that you were let into, /code join ID opens one:\n"
        "* plan (python, 0123abcd) by alice, open: alice, bob\n",
    ),
    (DocumentList(room="", documents=[]), "* You were let into no code document.\n"),
    (
        DocumentList(room="ops", documents=[PLAN]),
        "* Code documents of ops, /code join TITLE opens one:\n"
        "* plan (python, 0123abcd) by alice, open: alice, bob\n",
    ),
    (
        RunPlace(room="ops", run=6, place=2),
        "* [ops] #6 waits: 2 programs are ahead of it. /run stop 6 cancels it.\n",
    ),
    (RunPlace(room="ops", run=6, place=0), ""),
    (
        ClassIs(
            document=PLAN,
            copies=[
                CopyInfo(**COPY, who="bob", edits=1, runs=1, last=ENDED),
                CopyInfo(**COPY, who="carol", edits=3, runs=2, closed=True),
                CopyInfo(**COPY, who="dora"),
            ],
        ),
        "* plan: 3 copies. /code run-all plan with INPUT runs them.\n"
        "* bob (copy): 1 edit, run once: finished after 0.5 s.\n"
        "* carol (copy, closed): 3 edits, run 2 times.\n"
        "* dora (copy): nothing written, not run.\n",
    ),
    (
        ClassIs(document=PLAN, copies=[]),
        "* Nobody has a copy of plan. /code hand-out plan gives everyone in the room one.\n",
    ),
    (TokenIs(token="abc"), "* To come back as yourself: /login abc\n"),
    (
        TokenList(
            tokens=[
                TokenInfo(id="ab", label="phone", made=TS, used=TS),
                TokenInfo(id="cd", label="", made=TS),
            ]
        ),
        "* Your tokens, /revoke ID revokes one:\n"
        "* ab phone, created 2026-11-21 14:02, used 2026-11-21 14:02\n"
        "* cd, created 2026-11-21 14:02\n",
    ),
    (
        WebhookIs(room="ops", id="4", name="ci", path="/hooks/xyz"),
        "* Posts to /hooks/xyz on the HTTP port appear in ops, by ci.\n"
        "* Anyone who knows that address can post. /unhook 4 ops revokes it.\n",
    ),
    (
        WebhookIs(
            room="ops", id="4", name="ci", path="/hooks/xyz", url="http://c.example/hooks/xyz", secret="s"
        ),
        "* Posts to http://c.example/hooks/xyz appear in ops, by ci.\n"
        "* Only what shows the secret s is taken, which is shown once. /unhook 4 ops revokes it.\n",
    ),
    (
        HelpIs(commands=[("/join ROOM", "Enter a room."), ("/who [ROOM]", "Show who; ``*`` is all.")]),
        "* /join ROOM  Enter a room.\n* /who [ROOM]  Show who; * is all.\n",
    ),
    (Pong(), "* pong\n"),
    (Bye(code="quit", text="Goodbye."), "* Goodbye.\n"),
    (
        Bye(code="too_slow", text="Too slow.", resume={"lobby": 3}),
        "* Too slow.\n* When you are back, /history shows what was said; with your token, /missed does.\n",
    ),
    (Bye(code="superseded", text="You came back.", resume={"lobby": 3}), "* You came back.\n"),
    (HistoryPage(room="ops", lines=[]), "* Nothing more was said in ops.\n"),
    (
        HistoryPage(
            room="ops",
            more=True,
            lines=[
                logged(Added, who="bob"),
                logged(TopicSet, text="work"),
                message("a\nb", room="ops", sender="bob"),
                message("waves", room="ops", action=True),
            ],
        ),
        "* Earlier lines: /history before 7 in:ops\n"
        "* [ops 2026-11-21 14:02] alice added bob to ops.\n"
        "* [ops 2026-11-21 14:02] alice set the topic of ops: work\n"
        "[ops 2026-11-21 14:02] bob: a\n"
        "[ops 2026-11-21 14:02] bob: b\n"
        "[ops 2026-11-21 14:02] * alice waves\n",
    ),
    (
        HistoryPage(room="ops", more=True, forward=True, lines=[message("a", room="ops", sender="bob")]),
        "[ops 2026-11-21 14:02] bob: a\n* Later lines: /history after 43 in:ops\n",
    ),
    (
        HistoryPage(room=DIRECT, more=True, lines=[message("psst", room=DIRECT)]),
        "* Earlier lines: /history before 43 in:@alice\n[from alice 2026-11-21 14:02] psst\n",
    ),
    (
        HistoryPage(
            room=DIRECT, lines=[message("psst", room=DIRECT), message("yes", room=DIRECT, sender="bob")]
        ),
        "[from alice 2026-11-21 14:02] psst\n[to alice 2026-11-21 14:02] yes\n",
    ),
    (
        HistoryPage(room="x", lines=[Message(room="x", seq=1, id=1, ts=1e300, sender="a", text="t")]),
        "[x ????-??-?? ??:??] a: t\n",
    ),
    (MissedPage(rooms=[]), "* You missed nothing.\n"),
    (
        MissedPage(
            rooms=[HistoryPage(room="lobby", lines=[message("hi")]), HistoryPage(room="ops", lines=[])]
        ),
        "* 1 line in lobby that you missed:\n[lobby 2026-11-21 14:02] alice: hi\n",
    ),
    (FoundPage(text="gone", hits=[]), "* No line was found for gone.\n"),
]


@pytest.mark.parametrize(("event", "seen"), SEEN)
def test_bob_sees(event, seen):
    assert TEXT.encode(event, "bob").decode() == seen


def test_the_terminal_has_echoed_it_already():
    assert not TEXT.echo


def found(seq, text="deploy", room="ops"):
    def near(at):
        return message(f"line {at}", room=room, seq=at)

    return FoundLine(line=message(text, room=room, seq=seq), before=[near(seq - 1)], after=[near(seq + 1)])


def test_hits_stand_among_their_lines_and_those_that_touch_stand_together():
    page = FoundPage(
        text="deploy", hits=[found(9), found(21, room="lobby"), found(13), found(11)], next=10, complete=False
    )
    assert TEXT.encode(page, "bob").decode().replace(" 2026-11-21 14:02", "") == (
        "[ops] alice: line 8\n"
        "[ops] > alice: deploy\n"
        "[ops] alice: line 10\n"
        "* --\n"
        "[lobby] alice: line 20\n"
        "[lobby] > alice: deploy\n"
        "[lobby] alice: line 22\n"
        "* --\n"
        "[ops] alice: line 10\n"
        "[ops] > alice: deploy\n"
        "[ops] alice: line 12\n"
        "[ops] > alice: deploy\n"
        "[ops] alice: line 14\n"
        "* --\n"
        "* 4 lines for deploy, marked with >, newest first."
        " Only the newer part of the history was searched."
        " Older ones: the same /search with before:10\n"
    )


ALL = [kind for base in (Logged, Passing, Answer) for kind in pages.families(base)]
SILENT = {
    "Ack",
    "ReadBy",
    "CaughtUp",
    "CursorMoved",
    "DocumentDone",
    "DocumentEdited",
    "PersonChanged",
    "TypingNow",
    "Reacted",
    "PollChanged",
    "ScramIs",
    "PreviewList",
}  # for programs


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_event_is_told_in_words_or_is_for_programs(kind):
    fields = [name for name in kind.__struct_fields__ if (kind, name) != (Renamed, "told")]
    told = TEXT.encode(pages.instance(kind, fields), "bob")
    assert bool(told) is not (kind.__name__ in SILENT), "`says`, or a row in wire/..._words.py"


def test_every_change_of_a_mode_is_told_in_words():
    for name in OF_MODE:
        event = pages.instance(ModeSet, {*Logged.__struct_fields__, name})
        assert TEXT.encode(event, "bob"), f"_mode_set in wire/room_words.py says nothing of {name}"
