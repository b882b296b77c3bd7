"""What the server answers to typed commands, as sentences that can be translated.

In English an answer is the lines of every terminal (`wire.event_text`); here are the same by the fields
of the event, for the commands that people type most. Both clients say them: `docs/web_types.py` writes
this table and its translations for the page, `client.model.answers` reads it for the window.

A place is a field: `{room}`, of a list `{who}` its items, `{until:time}` a time, `{here:number}` a number
that may be left out as 0, `{entry.room}` a field of a field.
"""

from chatservice.client.model.answer_words import accounts, moderation, people, rooms
from chatservice.client.model.answer_words.rules import AnswerTable

ANSWERS: AnswerTable = {**people.ANSWERS, **rooms.ANSWERS, **moderation.ANSWERS, **accounts.ANSWERS}
