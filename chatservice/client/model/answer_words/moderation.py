"""Roles, sanctions, and the server."""

from chatservice.client.model.answer_words.rules import (
    UNTIL_WHEN,
    AnswerLine,
    AnswerTable,
    each,
    one,
    sentence,
)
from chatservice.model import events

_DEED = (
    sentence("{by} removed {who} from {room}", action="kicked"),
    sentence("{by} banned {who} from the server", action="banned", room="*"),
    sentence("{by} banned {who} from {room}", action="banned"),
    sentence("{by} lifted the ban of {who}", action="unbanned"),
    sentence("{by} muted {who} everywhere", action="muted", room="*"),
    sentence("{by} muted {who} in {room}", action="muted"),
    sentence("{by} let {who} speak again", action="unmuted"),
)

_REASON = (sentence(": {reason}", reason=True), sentence("."))


ANSWERS: AnswerTable = {
    events.Moderated: (AnswerLine((_DEED, (UNTIL_WHEN,), _REASON)),),
    events.SanctionList: (
        one(
            sentence("Nobody is banned or muted on this server.", room="*", sanctions=False),
            sentence("Nobody is banned or muted in {room}.", sanctions=False),
            sentence("Banned and muted on this server:", room="*"),
            sentence("Banned and muted in {room}:"),
        ),
        each(
            "sanctions",
            (
                sentence("{name} {network}", name=True, network=True),
                sentence("{name}", name=True),
                sentence("{network}"),
            ),
            (sentence(" banned", measure="ban"), sentence(" muted", measure="mute")),
            (UNTIL_WHEN,),
            (sentence(" by {by}"),),
            _REASON,
        ),
        one(sentence("And {more} older ones: /bans {room} NAME finds one.", more=True)),
    ),
    events.RoleIs: (
        one(
            sentence("{name} has a voice in {room} now.", role="voice"),
            sentence("{name} is {role} on this server now.", room="*"),
            sentence("{name} is {role} in {room} now."),
        ),
    ),
    events.ReportIs: (
        one(
            sentence("Report {id} is resolved.", resolved=True),
            sentence("The moderators will see it. Thank you."),
        ),
    ),
    events.Purged: (
        one(sentence("Deleted lines of {name} in {room}: {count:number}.")),
        one(
            sentence("There are more: say it again.", more=True, count=True),
            sentence("There may be older ones.", more=True),
        ),
    ),
    events.LockdownIs: (
        AnswerLine(
            (
                (
                    sentence("Lockdown: no new guests, no new accounts, and everyone is slower.", on=True),
                    sentence("No lockdown: new users are admitted."),
                ),
                (sentence(" {by} decided.", by=True),),
            )
        ),
    ),
    events.Announced: (
        one(sentence("Announced to one person.", people=1), sentence("Announced to {people:number} people.")),
    ),
    events.DoctorIs: (
        one(
            sentence("Programs cannot be run here: {reason}. {remedy}", reason=True, remedy=True),
            sentence("Programs cannot be run here: {reason}.", reason=True),
            sentence("Programs run in {fence}."),
        ),
        each(
            "languages",
            (sentence("{title} {version}", version=True), sentence("{title}: not installed.")),
        ),
        one(sentence("Only people with an account run them.", accounts=True, reason=False)),
    ),
}
