"""Three clients of older systems in their own manner: plain `send`, nothing ended by a newline,
each `recv` of a set size taken for one message. Written from their manuals.

Each reads in a thread, as they do; `until` waits for what has come so far to be as wanted.
"""

import json
import socket
import threading
from contextlib import suppress

from tests.live.server import DEADLINE


class OlderClient:
    size = 1024  # bytes of a read

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
        self.reads: list[str] = []
        self.over = False
        self._come = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def listens(self) -> None:
        self.socket.settimeout(None)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError):
            while data := self.socket.recv(self.size):
                with self._come:
                    self.shows(data.decode("utf-8"))
                    self._come.notify_all()
        with self._come:
            self.over = True
            self._come.notify_all()

    def shows(self, message: str) -> None:
        self.reads.append(message)

    def until(self, wanted) -> None:
        with self._come:
            assert self._come.wait_for(lambda: self.over or wanted(), DEADLINE), self.reads
            assert wanted(), self.reads

    def sends(self, text: str) -> None:
        self.socket.send(text.encode("utf-8"))

    def close(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class PromptClient(OlderClient):
    """Asks for name and room in dialogs; sends both at once; shows what comes as it is."""

    def __init__(self, port: int, room: str, name: str, waits: bool = True):
        """`waits` for the server's word before it sends; the newest version does not."""
        super().__init__(port)
        self.shown = ""
        if waits:
            assert self.socket.recv(self.size) == b"ROOM"
        self.sends(room)
        self.sends(name)
        self.listens()

    def shows(self, message: str) -> None:
        super().shows(message)
        self.shown += message

    def sees(self, wanted: str) -> None:
        self.until(lambda: wanted in self.shown)


class NamedLinesClient(OlderClient):
    """Writes its name before each line; shows each read on a line of its own."""

    def __init__(self, port: int, name: str):
        super().__init__(port)
        self.name = name
        self.listens()

    def says(self, text: str) -> None:
        self.sends(f"{self.name}: {text}")

    def sees(self, wanted: str) -> None:
        """A whole read is `wanted`."""
        self.until(lambda: wanted in self.reads)


class PipeClient(OlderClient):
    """Tabs of chats, a list of users: every read is one message, known by how it begins."""

    size = 8192
    http = 0

    def __init__(self, port: int, name: str):
        super().__init__(port)
        self.name = name
        self.users: list[str] = []
        self.tabs: list[str] = ["General"]
        self.chats: dict[str, list[tuple[str, str]]] = {"General": []}
        self.files: dict[str, str] = {}  # name -> id
        self.history: dict[str, list[dict]] = {}
        self.answers: list[tuple[str, dict]] = []
        self.sends(name)
        self.first = self.socket.recv(1024).decode("utf-8")
        if self.first == "CONNECTED":
            self.listens()

    def shows(self, message: str) -> None:
        super().shows(message)
        verb, bar, rest = message.partition("|")
        if bar and verb.isupper() and " " not in verb:
            self.obeys(verb, json.loads(rest))
        elif message.startswith("PM from "):
            sender, _, text = message.removeprefix("PM from ").partition(": ")
            self.hears(f"PM: {sender}", sender, text)
        elif message.startswith("PM to "):
            other, _, text = message.removeprefix("PM to ").partition(": ")
            self.hears(f"PM: {other}", "You", text)
        elif message.startswith("["):
            group, _, rest = message[1:].partition("] ")
            sender, _, text = rest.partition(": ")
            self.hears(f"Group: {group}", sender, text)
        elif ": " in message and not message.startswith("SERVER:"):
            sender, _, text = message.partition(": ")
            self.hears("General", "You" if sender == self.name else sender, text)
        else:
            self.hears("General", "System", message)

    def hears(self, chat: str, sender: str, text: str) -> None:
        self.tab(chat).append((sender, text))

    def tab(self, chat: str) -> list[tuple[str, str]]:
        if chat not in self.tabs:
            self.tabs.append(chat)
        return self.chats.setdefault(chat, [])

    def obeys(self, verb: str, facts: dict) -> None:
        self.answers.append((verb, facts))
        if verb == "SERVER_INFO":
            self.users = sorted(facts["active_users"])
            self.http = facts["http_port"]
        elif verb == "USER_LIST" and facts["type"] == "USER_LIST_UPDATE":
            self.users = sorted(facts["users"])
        elif verb == "USER_GROUPS" and facts["type"] == "USER_GROUPS":
            for group in facts["groups"]:
                self.tab(f"Group: {group}")
        elif verb == "GROUP_CREATED" and facts["type"] == "GROUP_CREATED":
            self.tab(f"Group: {facts['group_name']}")
            self.sends(f"GET_MESSAGES|GROUP|{facts['group_name']}")
        elif verb == "MESSAGE_HISTORY":
            target = {"PERSONAL": "PM: {}", "GROUP": "Group: {}"}.get(facts["msg_type"], "General")
            chat = target.format(facts["target"])
            self.history[chat] = facts["messages"]
            self.chats[chat] = [(one["sender"], one["content"]) for one in facts["messages"]]
            for one in facts["messages"]:
                if one["file_data"]:
                    file = json.loads(one["file_data"])
                    self.files[file["filename"]] = file["file_id"]
        elif verb == "FILE_NOTIFICATION":
            self.files[facts["filename"]] = facts["file_id"]

    def sees(self, chat: str, sender: str, text: str) -> None:
        self.until(lambda: (sender, text) in self.chats.get(chat, []))

    def answer(self, verb: str) -> dict:
        self.until(lambda: any(told[0] == verb for told in self.answers))
        return next(facts for told, facts in reversed(self.answers) if told == verb)
