"""People and what they show of themselves; what is to come."""

from chatservice.client.model.answer_words.rules import (
    UNTIL_WHEN,
    AnswerLine,
    AnswerTable,
    each,
    one,
    sentence,
)
from chatservice.model import events

_ENTRY = (
    (sentence("{id} at {due:time}"),),
    (sentence(" (waits for you)", why="*"), sentence(" (refused: {why})", why=True)),
    (sentence(": [{room}]", room=True), sentence(":")),
    (sentence(" #{line}", line=True),),
    (sentence(" {text}", text=True),),
)


ANSWERS: AnswerTable = {
    events.AwayIs: (
        AnswerLine(
            (
                (sentence("You are away", on=True), sentence("You are back.")),
                (UNTIL_WHEN,),
                (sentence(": {text}", text=True), sentence(".", on=True)),
            )
        ),
    ),
    events.StatusIs: (
        AnswerLine(
            (
                (sentence("Your status", text=True), sentence("You have no status.")),
                (UNTIL_WHEN,),
                (sentence(": {text}", text=True),),
            )
        ),
    ),
    events.NameIs: (one(sentence("You are now called {name}.")),),
    events.People: (
        one(
            sentence("Everyone ({here:number} here): {members}", room="*", members=True),
            sentence("Everyone ({here:number} here).", room="*"),
            sentence("{room} ({here:number} here): {members}", members=True),
            sentence("{room} ({here:number} here)."),
        ),
        each(
            "states",
            (
                sentence("{name} is away: {away_text}", away=True, away_text=True),
                sentence("{name} is away", away=True),
                sentence("{name}: {status}"),
            ),
        ),
        each("bots", (sentence("{key} is a bot of {value}"),)),
    ),
    events.SeenIs: (one(sentence("{name}: last here {at:time}.", at=True), sentence("{name} is here now.")),),
    events.IgnoredAre: (one(sentence("You ignore {who}.", who=True), sentence("You ignore no one.")),),
    events.ProfileIs: (
        AnswerLine(
            (
                (
                    sentence("{name} ({full_name}, {pronouns})", full_name=True, pronouns=True),
                    sentence("{name} ({full_name})", full_name=True),
                    sentence("{name} ({pronouns})", pronouns=True),
                    sentence("{name}"),
                ),
                (
                    sentence(": here.", here=True),
                    sentence(": last here {seen:time}.", seen=True),
                    sentence(": not here."),
                ),
            )
        ),
        one(
            sentence(
                "Take care: this name looks like that of {name_like}, an older account.", name_note="alike"
            ),
            sentence("Take care: this name would not be given today.", name_note="invalid"),
            sentence(
                "Take care: this name looks like a name of the server; it is an ordinary person's.",
                name_note="reserved",
            ),
        ),
        AnswerLine(
            (
                (sentence("Away", away=True),),
                (sentence(" until {away_until:time}", away=True, away_until=True),),
                (sentence(": {away_text}", away=True, away_text=True), sentence(".", away=True)),
            )
        ),
        AnswerLine(
            (
                (sentence("Status", status=True),),
                (sentence(" until {status_until:time}", status=True, status_until=True),),
                (sentence(": {status}", status=True),),
            )
        ),
        one(sentence("About: {about}", about=True)),
        one(sentence("Time zone: {zone}", zone=True)),
        each("metadata", (sentence("{key}: {value}"),)),
    ),
    events.Scheduled: (
        one(
            sentence("Canceled: {entry.text}", canceled=True),
            sentence(
                "Will be said in {entry.room} at {entry.due:time}. /later cancel {entry.id} takes it back.",
                kind="line",
            ),
            sentence("You will be reminded at {entry.due:time}. /remind cancel {entry.id} takes it back."),
        ),
    ),
    events.ScheduledList: (
        one(
            sentence("There are no lines to be said later.", kind="line", entries=False),
            sentence("You have no reminders.", entries=False),
            sentence("/later cancel NUMBER takes one back:", kind="line"),
            sentence("/remind cancel NUMBER takes one back:"),
        ),
        each("entries", *_ENTRY),
    ),
}
