"""Answers to typed commands, one or more of each kind that clients say in their own words."""

from chatservice.model import events as e
from chatservice.model.marks import ReactedBy
from chatservice.model.sanctions import SanctionInfo

THEN = 1_750_000_000.0
ENTRY = e.LaterInfo(id=3, due=THEN, text="tea", room="ops", line=7, why="*")
SANCTION = SanctionInfo(measure="ban", name="bob", until=THEN, by="alice", made=THEN)
PROFILE = e.ProfileIs(
    name="bob",
    full_name="Bob B.",
    seen=THEN,
    name_note="alike",
    name_like="b0b",
    away=True,
    away_until=THEN,
    status="busy",
    about="I am",
    zone="UTC",
    metadata={"colour": "red"},
)
ROOM = e.RoomInfo(room="ops", kind="group", here=3, joined=True, topic="tea", unread=2, entry="invite")
MODE = e.ModeIs(
    room="ops",
    rid="!o",
    entry="password",
    readonly=True,
    slow=5.0,
    topics="required",
    most=9,
    locked=True,
    unlisted=True,
)

EXAMPLES = [
    e.AwayIs(on=True, text="lunch", until=THEN),
    e.AwayIs(on=False),
    e.StatusIs(text="busy", until=THEN),
    e.StatusIs(text=""),
    e.NameIs(name="alice2"),
    e.People(
        room="*",
        members=["alice", "bob"],
        here=2,
        bots={"ci": "alice"},
        states=[e.PersonChanged(name="bob", away=True, away_text="lunch")],
    ),
    e.People(room="ops", members=[], here=0),
    e.RoomList(rooms=[ROOM], more=2),
    e.RoomList(rooms=[]),
    e.TopicIs(room="ops", text="tea"),
    e.TopicIs(room="ops", text=""),
    MODE,
    e.Asked(room="ops", who=["bob", "carol"]),
    e.Moderated(action="banned", who="bob", by="alice", room="ops", until=THEN, reason="spam"),
    e.Moderated(action="muted", who="bob", by="alice", room="*"),
    e.Moderated(action="unmuted", who="bob", by="alice", room="*"),
    e.SanctionList(room="*", sanctions=[SANCTION], more=2),
    e.SanctionList(room="ops", sanctions=[]),
    e.RoleIs(name="bob", role="admin", room="*"),
    e.RoleIs(name="bob", role="voice", room="ops"),
    e.SeenIs(name="bob", at=THEN),
    e.SeenIs(name="bob", at=None),
    e.IgnoredAre(who=["bob"]),
    e.IgnoredAre(who=[]),
    PROFILE,
    e.LevelIs(room="ops", level="mentions"),
    e.Scheduled(kind="line", entry=ENTRY),
    e.Scheduled(kind="reminder", entry=ENTRY, canceled=True),
    e.ScheduledList(kind="reminder", entries=[ENTRY]),
    e.TokenList(tokens=[e.TokenInfo(id="t1", label="phone", made=THEN, used=THEN)]),
    e.TokenIs(token="secret"),
    e.Revoked(id="t1"),
    e.PasswordChanged(),
    e.Registered(name="alice"),
    e.TalkIs(room="ops", new=3),
    e.ReportIs(id=4, resolved=True),
    e.ReportIs(id=4),
    e.Bookmarked(room="ops", line=7, on=True),
    e.ReactionList(room="ops", line=7, reactions=[ReactedBy(emoji="🎉", name="bob")], more=1),
    e.ReactionList(room="ops", line=7, reactions=[]),
    e.ReadMark(room="ops", seq=7, head=9, unread=2, mentions=1),
    e.ReadMark(room="ops", seq=9, head=9),
    e.SeenByIs(room="ops", seq=7, who=["bob"]),
    e.FileList(files=[]),
    e.LinkIs(file="f", name="a.txt", url="/download/f/x", until=int(THEN)),
    e.InvitationIs(token="tok", expires=THEN, uses=2, room="ops", url="http://h/i/tok"),
    e.InvitationList(
        invitations=[e.InvitationInfo(id="i1", by="alice", made=THEN, expires=THEN, uses=1, room="ops")]
    ),
    e.Uninvited(id="i1"),
    e.CertificateList(certificates=[e.CertificateInfo(fingerprint="ab" * 32, label="laptop", made=THEN)]),
    e.CertificateAdded(fingerprint="ab" * 32),
    e.CertificateRemoved(fingerprint="ab" * 32),
    e.DoctorIs(
        fence="bubblewrap",
        languages=[e.LanguageIs(name="c", title="C", version="12"), e.LanguageIs(name="go", title="Go")],
        accounts=True,
    ),
    e.DoctorIs(reason="it is switched off", remedy="code = yes"),
    e.LockdownIs(on=True, by="alice"),
    e.Announced(people=1),
    e.Announced(people=5),
    e.Purged(room="ops", name="bob", count=3, more=True),
]

REFUSED = [
    "There is no command /tpic. Did you mean /topic? /help lists the commands.",
    "There is no command /nosuch. /help lists the commands.",
    "Not understood: that is you.",
    "Not understood: a poll has at most 10 choices.",
    "Not understood: type /quit.",
    "Only owners of the room and admins of the server may do that: delete.",
    "Programs cannot be run here: it is switched off.",
    "Something that no shape fits.",
]
