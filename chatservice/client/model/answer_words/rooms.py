"""Rooms, their lines and files."""

from chatservice.client.model.answer_words.rules import AnswerLine, AnswerTable, each, one, sentence
from chatservice.model import events

_ROOM = (
    (sentence("{room} ({here:number} here"),),
    (sentence(", a group", kind="group"), sentence(", a conversation of two", kind="direct")),
    (
        sentence(", with an account", entry="registered"),
        sentence(", by invitation", entry="invite"),
        sentence(", with a password", entry="password"),
    ),
    (sentence(", ended: {rid}", ended=True),),
    (sentence(", you are in it", joined=True),),
    (
        sentence(", {unread} new", unread=True, level=False),
        sentence(", {unread} new", unread=True, level="all"),
    ),
    (sentence(", {mentions} with a mention", mentions=True, level="mentions"),),
    (sentence("): {topic}", topic=True), sentence(")")),
)

_MODE = (
    (
        sentence("{room}: people with an account may enter", entry="registered"),
        sentence("{room}: invited people may enter", entry="invite"),
        sentence("{room}: anyone with the password may enter", entry="password"),
        sentence("{room}: anyone may enter"),
    ),
    (sentence(", {most} at most", most=True),),
    (
        sentence(", its moderators and those with a voice may speak", readonly=True),
        sentence(", everyone in it may speak"),
    ),
    (sentence(", one line every {slow} s", slow=True),),
    (sentence(", without topics", topics="off"), sentence(", each line with a topic", topics="required")),
    (sentence(", its moderators set the topic", locked=True),),
    (sentence(", it is in no list.", unlisted=True), sentence(".")),
)


ANSWERS: AnswerTable = {
    events.RoomList: (
        one(
            sentence("There are no ended conversations.", ended=True, rooms=False),
            sentence("Ended conversations, /history in:ID shows one:", ended=True),
            sentence("There are no matching rooms. /join ROOM creates one.", rooms=False),
            sentence("Rooms, /join ROOM enters one:"),
        ),
        each("rooms", *_ROOM),
        one(
            sentence("And {more} more: /rooms after {next} all shows the next.", more=True, next=True),
            sentence(
                "And {more} more: /rooms all shows them, /rooms WORD those with it in their name.", more=True
            ),
        ),
    ),
    events.TopicIs: (one(sentence("Topic of {room}: {text}", text=True), sentence("{room} has no topic.")),),
    events.ModeIs: (AnswerLine(_MODE),),
    events.Asked: (one(sentence("{who}: invited into {room}, a member after joining it.")),),
    events.LevelIs: (
        one(
            sentence("{room} notifies you of every line.", level="all"),
            sentence("{room} notifies you of mentions.", level="mentions"),
            sentence("{room} notifies you of nothing."),
        ),
    ),
    events.TalkIs: (
        one(
            sentence("You talk in {room}. {new} new:", new=True),
            sentence("You talk in {room}."),
        ),
    ),
    events.Bookmarked: (
        one(
            sentence("Bookmark at #{line} in {room}.", on=True),
            sentence("No bookmark at #{line} in {room} any more."),
        ),
    ),
    events.ReactionList: (
        one(
            sentence("Nobody has reacted to #{line}.", reactions=False),
            sentence("Reactions to #{line}:"),
        ),
        each("reactions", (sentence("{emoji} {name}"),)),
        one(sentence("And {more} more.", more=True)),
    ),
    events.ReadMark: (
        one(
            sentence("Nothing is unread in {room}.", unread=False),
            sentence("Unread in {room} after #{seq}: {unread}, with a mention: {mentions}.", mentions=True),
            sentence("Unread in {room} after #{seq}: {unread}."),
        ),
    ),
    events.SeenByIs: (
        one(
            sentence("#{seq} in {room}: seen by {who}.", who=True),
            sentence("#{seq} in {room}: nobody else has seen it, or shows it."),
        ),
    ),
    events.FileList: (
        one(sentence("There are no files.", files=False)),
        each("files", (sentence("{sender} in {room}: {name} {url}"),)),
        one(sentence("Older ones: the same /files with before:{next}", next=True)),
    ),
    events.LinkIs: (one(sentence("{name} until {until:time}, for anyone with this link: {url}")),),
}
