"""What a window offers to do with a line, and how the line looks with what was attached to it."""

import msgspec

from chatservice.client.model import poll_rows
from chatservice.client.model.emoji_choice import OFFERED_MAX, RECENT_MAX, choices, used
from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.items import MessageItem
from chatservice.client.model.line_menu import (
    LineAction,
    actions_of,
    first_reply,
    last_own,
    reacted_words,
    text_of,
)
from chatservice.client.model.line_targets import TARGETS_MAX, LineTarget, LineTargets
from chatservice.client.model.permalinks import LineAddress, line_of, permalink
from chatservice.client.model.poll_rows import vote_after
from chatservice.client.model.quotes import quote, target_words
from chatservice.client.model.render import render
from chatservice.client.model.typing import seen_words, typing_words
from chatservice.client.model.viewport import Viewport
from chatservice.model.annotations import ReactionCount, Tally
from chatservice.model.events import FileShared, PollAsked, ReactionList, TopicSet
from chatservice.model.marks import ReactedBy
from tests.unit.test_state import joined, message, state

HEAD = {"room": "lobby", "seq": 7, "id": 7, "ts": 1e9}
PARTY = "\N{PARTY POPPER}"


def reply(seq, to, sender="carol", text="yes", topic=""):
    line = message(seq, sender, text)
    return msgspec.structs.replace(line, re=to, topic=topic)


def pieces(made, seq):
    items = Viewport(made.conversation("lobby")).items("alice", (), 0)
    return next(render(item, None) for item in items if item.id == ("line", seq))


def test_own_lines_are_edited_and_those_of_others_reported():
    own = actions_of(message(1, "Alice"), "alice", has_address=False)
    others = actions_of(message(1, "bob"), "alice", has_address=True)
    assert LineAction.EDIT in own
    assert LineAction.REPORT not in own
    assert LineAction.LINK not in own
    assert LineAction.REPORT in others
    assert LineAction.LINK in others
    assert LineAction.EDIT not in others


def test_a_quote_has_the_words_of_a_line_without_its_marks():
    made = state(joined(), message(1, text="good **morning**, `x`"), message(2, text="```py\nprint(1)\n```"))
    conversation = made.conversation("lobby")
    assert quote(conversation, 1).text == "good morning, x"
    assert quote(conversation, 2).text == "print(1)"


def test_what_is_attached_decides_what_is_offered():
    line = msgspec.structs.replace(message(1), pinned=True, reactions=(ReactionCount(PARTY, 1),))
    offered = actions_of(line, "alice", has_address=False)
    assert LineAction.UNPIN in offered
    assert LineAction.PIN not in offered
    assert LineAction.REACTED in offered
    assert actions_of(TopicSet(sender="bob", text="x", **HEAD), "alice", has_address=True) == []


def test_a_file_has_a_name_and_no_text_to_edit():
    file = FileShared(
        sender="alice", file="f", name="a.txt", size=1, type="text/plain", sha256="", url="", **HEAD
    )
    offered = actions_of(file, "alice", has_address=False)
    assert {LineAction.EDIT, LineAction.COPY} & set(offered) == set()
    assert text_of(file) == "a.txt"
    assert LineAction.CODE in offered
    picture = msgspec.structs.replace(file, name="a.png", type="image/png")
    assert LineAction.CODE not in actions_of(picture, "alice", has_address=False)
    assert LineAction.CODE not in actions_of(message(1), "alice", has_address=False)
    assert text_of(message(1, text="hi")) == "hi"


def test_the_last_line_of_ones_own_is_found():
    made = state(joined(), message(1, "alice"), message(2, "bob"), message(3, "ALICE"), message(4, "bob"))
    assert last_own(made.conversation("lobby"), "alice").seq == 3
    assert last_own(made.conversation("lobby"), "carol") is None
    assert last_own(state(joined()).conversation("lobby"), "alice") is None


def test_a_reply_shows_what_it_answers_and_leads_to_it_and_back():
    made = state(joined(), message(1, text="Lunch?"), reply(2, 1), reply(3, 1))
    shown = pieces(made, 2)
    assert any("bob: Lunch?" in text and "do:quote:" in tags for text, tags in shown)
    assert any(text == "2 replies" and "do:replies:" in tags for text, tags in pieces(made, 1))
    assert first_reply(made.conversation("lobby"), 1) == 2
    assert first_reply(made.conversation("lobby"), 3) == 0


def test_reactions_are_chips_with_counts_and_ones_own_is_marked():
    counts = (ReactionCount(PARTY, 1200, 1, mine=True), ReactionCount("\N{THUMBS UP SIGN}", 1, 2))
    line = msgspec.structs.replace(message(1), reactions=counts, pinned=True)
    chips = {
        tags[-1] if tags[-1] != "emoji" else "": (text, "own_chip" in tags)
        for text, tags in pieces(state(joined(), line), 1)
        if "chip" in tags and "emoji" not in tags and text.strip()
    }
    assert chips[f"do:react:{PARTY}"] == (" 1,200 ", True)
    assert chips["do:react:\N{THUMBS UP SIGN}"] == (" 1 ", False)
    assert "do:choose:" in chips
    assert ("Pinned", ("chips", "time")) in pieces(state(joined(), line), 1)


def test_who_reacted_is_said_with_oneself_last_and_not_endlessly():
    def by(*names, emoji=PARTY):
        reactions = [ReactedBy(emoji, name) for name in names]
        return ReactionList(room="lobby", line=1, reactions=reactions)

    assert reacted_words(by("Alice", "bob", "carol"), PARTY, "alice") == "bob, carol, you: party popper"
    assert reacted_words(by(*(f"p{n}" for n in range(1_012))), PARTY, "alice").endswith(
        "p9 and 1,002 more: party popper"
    )
    assert reacted_words(by("bob", emoji="x"), PARTY, "alice") == ""


def test_an_edited_line_and_a_topic_are_seen():
    line = msgspec.structs.replace(message(1, text="hello"), edited=2e9, topic="lunch")
    text = "".join(text for text, _ in pieces(state(joined(), line), 1))
    assert "[lunch]" in text
    assert text.endswith("hello  (edited)\n")


def test_another_topic_begins_with_a_heading():
    made = state(joined(), reply(1, 0, topic="a"), reply(2, 0, topic="a"), reply(3, 0, topic="b"))
    items = Viewport(made.conversation("lobby")).items("alice", (), 0)
    assert [item.heading for item in items if isinstance(item, MessageItem)] == [True, False, True]


def test_the_composer_says_what_its_text_is_for():
    conversation = state(joined(), message(1, text="Lunch?")).conversation("lobby")
    assert target_words(LineTarget(1), conversation) == "Reply to bob: Lunch?"
    assert target_words(LineTarget(9), conversation) == "Reply to #9"
    assert target_words(LineTarget(1, edit=True), conversation).startswith("Change your line.")


def test_targets_have_a_cap():
    targets = LineTargets()
    for number in range(TARGETS_MAX + 1):
        targets.put(str(number), LineTarget(number))
    assert targets.get("0") is None
    assert targets.drop(str(TARGETS_MAX)) == LineTarget(TARGETS_MAX)
    assert targets.drop(str(TARGETS_MAX)) is None


def test_the_address_of_a_line_is_made_and_recognized():
    address = permalink("http://chat.example:8080/", "ops room?", 43)
    assert address == "http://chat.example:8080/r/ops%20room%3F/43"
    assert line_of(address, "http://chat.example:8080") == LineAddress("ops room?", 43)
    for other in (
        "http://other.example/r/ops/43",
        "http://chat.example:8080/r/ops",
        "http://chat.example:8080/r//4",
        "http://chat.example:8080/r/ops/report.pdf",
        "http://chat.example:8080/r/ops/\N{SUPERSCRIPT TWO}",
    ):
        assert line_of(other, "http://chat.example:8080") is None
    assert line_of("http://x/r/ops/1", "") is None


def test_emoji_are_found_by_name_and_recent_ones_come_first():
    assert choices("party popper") == [("party popper", PARTY)]
    assert choices(":party_pop")[0] == ("party popper", PARTY)
    assert choices("no such emoji") == []
    assert choices("", [PARTY])[0] == ("party popper", PARTY)
    assert len(choices("")) == OFFERED_MAX
    assert choices("", ["not an emoji"])[0][0] == "thumbs up"
    assert not any("\u200d" in emoji for _, emoji in choices("face"))


def test_recent_emoji_have_a_cap_and_stand_once():
    recent = []
    for emoji in [*map(chr, range(0x1F600, 0x1F640)), "\U0001f63f"]:
        recent = used(recent, emoji)
    assert len(recent) == len(set(recent)) == RECENT_MAX
    assert recent[0] == "\U0001f63f"


def poll(seq=1, sender="alice", **more):
    tally = Tally(counts=(3, 1), voters=4, mine=(1,), **more)
    return PollAsked(
        room="lobby",
        seq=seq,
        id=seq,
        ts=1e9,
        sender=sender,
        question="When?",
        choices=("Mon", "Tue"),
        tally=tally,
    )


def test_a_poll_has_a_row_for_each_choice_and_a_click_votes():
    shown = pieces(state(joined(), poll()), 1)
    assert ("● Mon", ("body", "choice", "own_choice", "do:vote:1")) in shown
    assert ("○ Tue", ("body", "choice", "do:vote:2")) in shown
    assert [text for text, tags in shown if "bar" in tags] == ["█████████\n", "███\n"]
    assert "4 votes\n" in [text for text, _ in shown]


def test_a_poll_without_votes_says_so():
    nobody = msgspec.structs.replace(poll(), tally=None, many=True, anonymous=True)
    assert [row.votes for row in poll_rows.rows(nobody)] == [0, 0]
    assert poll_rows.facts(nobody) == "0 votes, several choices, anonymous"
    assert poll_rows.facts(poll(closed=True)) == "4 votes, closed"


def test_a_click_on_a_choice_puts_moves_or_withdraws_the_vote():
    assert vote_after(poll(), 1) == []
    assert vote_after(poll(), 2) == [2]
    many = msgspec.structs.replace(poll(), many=True)
    assert vote_after(many, 2) == [1, 2]
    assert vote_after(many, 1) == []


def test_only_ones_own_open_poll_is_closed():
    assert LineAction.CLOSE_POLL in actions_of(poll(), "alice", has_address=False)
    assert LineAction.CLOSE_POLL not in actions_of(poll(closed=True), "alice", has_address=False)
    assert LineAction.CLOSE_POLL not in actions_of(poll(sender="bob"), "alice", has_address=False)


def test_who_has_read_ones_last_line_is_said_in_private_conversations():
    made = state(joined("team", kind="group"), message(1, "alice", room="team"))
    team = made.conversation("team")
    assert seen_words(team, "alice") == ""
    for number in range(7):
        team.seen_by(f"p{number}", 1)
    assert seen_words(team, "Alice") == "Seen by p0, p1, p2, p3, p4 and 2 more"
    fold_event(made, message(2, "alice", room="team"))
    assert seen_words(team, "alice") == ""
    team.seen_by("p0", 2)
    assert seen_words(team, "alice") == "Seen by p0"
    assert seen_words(team, "p1") == ""
    team.kind = "direct"
    assert seen_words(team, "alice") == "Seen"
    team.kind = "public"
    assert seen_words(team, "alice") == ""


def test_who_types_is_said_in_few_words():
    assert typing_words([]) == ""
    assert typing_words(["bob"]) == "bob is typing…"
    assert typing_words(["bob", "carol"]) == "bob and carol are typing…"
    assert typing_words(["bob", "carol", "dora"]) == "bob and 2 more are typing…"
