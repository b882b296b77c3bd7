"""Polls: a question with choices that people vote on. Bodies of events, and what is known of the votes."""

import msgspec

from chatservice.model.annotations import Tally


class StoredPoll(msgspec.Struct, frozen=True, gc=False):
    """The body of a POLL event, as JSON. `many`: a vote may have several choices. `anonymous`: nobody is told
    who voted for what."""

    question: str
    choices: tuple[str, ...]
    many: bool = False
    anonymous: bool = False


class PollState(msgspec.Struct, frozen=True, gc=False):
    """A poll as it is stored. `announced`: its end is in the log."""

    owner: int
    many: bool
    anonymous: bool
    tally: Tally
    announced: bool = False


as_poll = msgspec.json.Decoder(StoredPoll).decode


def poll_text(poll: StoredPoll) -> str:
    """The question and the choices, each on a line."""
    return "\n".join((poll.question, *poll.choices))
