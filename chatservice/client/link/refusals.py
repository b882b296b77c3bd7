"""Why the server refuses something, in the user's language.

The server's own sentences are English. In another language, those that people meet are said here by the code
of the fault, without its facts; what is not here keeps the server's words.
"""

import math
from typing import TypeVar

from msgspec.structs import replace

from chatservice.client.model import refusal_shapes
from chatservice.client.words import _, marked
from chatservice.model.events import Bye, Error

RefusedEvent = TypeVar("RefusedEvent", bound=Error | Bye)

REFUSALS = {
    "empty_text": marked("The text is empty."),
    "flood": marked("Too many of your lines were refused. The connection is closed."),
    "slow_down": marked("That was too fast. Try again in {seconds} s."),
    "not_logged_in": marked("Log in first."),
    "already_logged_in": marked("You are logged in already."),
    "reserved_name": marked("That name is reserved. Choose another one."),
    "name_taken": marked("That name is taken. Choose another one."),
    "name_alike": marked("That name looks too much like one that is taken. Choose another one."),
    "name_owned": marked("That name belongs to an account. If it is yours, give its password."),
    "bad_credentials": marked("Wrong name or password."),
    "bad_password": marked("That password is too short or too long."),
    "bad_invitation": marked("This invitation is invalid: it was used, has expired, or never existed."),
    "registration_closed": marked(
        "You need an invitation to register, or an account that the operator creates."
    ),
    "already_registered": marked("You own that name already."),
    "no_guests": marked("You need an account here."),
    "name_claimed": marked("The owner of that name has logged in. Come back under another one."),
    "signed_out": marked("You were signed out on this connection."),
    "busy": marked("Too many such requests are waiting. Try again in a moment."),
    "bad_token": marked("Your login has expired. Log in again."),
    "no_such_token": marked("That device is not logged in."),
    "no_such_push": marked("That device is not notified."),
    "bad_push_keys": marked("The keys of the push subscription are invalid."),
    "previews_off": marked("This server makes no previews of links."),
    "no_such_user": marked("There is no such person here."),
    "no_such_line": marked("There is no such line, or it was deleted."),
    "no_line_of_yours": marked("None of the last lines is yours."),
    "not_reacted": marked("You have not reacted to it like that."),
    "not_your_line": marked("That line is not yours: only its author can change it."),
    "too_late_to_edit": marked("That line is too old to be changed."),
    "not_scheduled": marked("That is not to come any more."),
    "not_pinned": marked("That line is not pinned."),
    "no_bookmark": marked("You have no bookmark there."),
    "no_such_poll": marked("There is no such poll."),
    "poll_ended": marked("That poll is closed."),
    "no_such_report": marked("That report is not open."),
    "no_such_invitation": marked("There is no such invitation."),
    "not_ignored": marked("You do not ignore that person."),
    "lockdown": marked("Nobody new is let in at the moment. Try again later."),
    "nobody_to_answer": marked("Nobody has written to you yet."),
    "no_such_room": marked("There is no such room that you can enter."),
    "not_in_room": marked("You are not in that room."),
    "room_name_taken": marked("There is a room of that name already. Choose another one."),
    "room_name_alike": marked("That name looks too much like that of another room. Choose another one."),
    "needs_account": marked("That room is for people with an account."),
    "room_full": marked("The room is full. Its moderators may invite you."),
    "needs_invitation": marked("The room is by invitation only. Ask one of its moderators."),
    "needs_password": marked("The room has a password."),
    "muted": marked("You are muted there: you may read, but not speak."),
    "read_only": marked("Only its moderators speak there, and those with a voice."),
    "topics_off": marked("Messages there have no topics: send it without one."),
    "topic_required": marked("Messages there need a topic."),
    "already_member": marked("That person is in the room already."),
    "not_a_group": marked("That is not a group."),
    "not_private": marked(
        "That room is public: only groups and conversations of two show who has read a line."
    ),
    "direct_conversation": marked("You cannot do that in a conversation of two."),
    "no_such_file": marked("There is no such file that you can see."),
    "link_ended": marked("That link has expired. Anyone who sees the file can make a new one."),
    "file_too_large": marked("That file is larger than is allowed here."),
    "quota_reached": marked("There is no space for that file. Delete some first."),
    "stale": marked("Something changed in the meantime. Try again."),
    "outcome_unknown": marked("It is unknown whether this was stored. Look before you say it again."),
    "language_missing": marked("That language is not installed on this server."),
    "already_running": marked("You have a program running. End it first."),
    "no_such_run": marked("No such program was run there."),
    "not_running": marked("That program is not running, or reads no input."),
    "no_such_document": marked("There is no such code document."),
    "document_ended": marked("That code document is closed: it can be read, but not changed."),
    "document_link_ended": marked("That link into a code document is not valid any more."),
    "document_title_taken": marked("There is a code document of that title in the room. Choose another one."),
    "no_copies": marked("Nobody has a copy of it."),
    "class_running": marked("The copies are being run already. Their results come at the end."),
    "document_runs": marked("That document is running. Stop it first."),
    "server_full": marked("The server is full. Try again later."),
    "too_slow": marked("This connection was too slow for what came."),
    "superseded": marked("You reconnected on another connection, so this one is closed."),
    "server_stopping": marked("The server is stopping."),
    "restoring": marked("The server is restoring a backup. Come back in a moment."),
    "internal": marked("An internal error occurred and was logged. You can continue."),
}


def worded(event: RefusedEvent) -> RefusedEvent:
    """`event` with its text in the user's language, if that has words for it."""
    text = REFUSALS.get(event.code, "")
    words = _(text)
    if words == text:
        shaped = refusal_shapes.worded(event.text)
        return event if shaped == event.text else replace(event, text=shaped)
    seconds = math.ceil(event.retry_after) if isinstance(event, Error) else 0
    return replace(event, text=words.format(seconds=seconds))
