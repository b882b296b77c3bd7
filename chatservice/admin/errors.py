"""Why chatctl cannot do something."""

from chatservice.model.commands import Command


class AdminError(Exception):
    """A verb failed. `code` is for programs, the text for people: one line that says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class NoServerError(Exception):
    """No server answers in that data folder."""


# The chat's faults, by code, as the operator sees them: code and sentence, with fields of the command
# filled in.
WORDS = {
    "no_such_user": ("no_such_user", "Nobody has an account {name}."),
    "no_such_room": ("no_such_room", "There is no room or group {room}."),
    "name_owned": ("name_taken", "{name} has an account already. users password makes a new one."),
    "name_taken": ("name_taken", "A guest is here as {name}. Ask them to register, or to go."),
    "no_such_token": ("no_such_token", "{name} has no token {id}."),
}


def refusal(command: Command, code: str, text: str) -> AdminError:
    """Why `command` failed."""
    name = getattr(command, "name", "") or getattr(command, "target", "")
    if code == "no_such_user" and name.startswith("#"):
        return AdminError(code, f"Nobody has the id {name}.")
    code, words = WORDS.get(code, (code, ""))
    facts = {"room": getattr(command, "room", ""), "id": getattr(command, "id", ""), "name": name}
    return AdminError(code, words.format(**facts) if words else text)
