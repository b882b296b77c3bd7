"""The names in use, in the memory of one process."""

from chatservice.errors import NameTaken
from chatservice.model.names import fold


class NamesInMemory:
    """`core.ports.NameRegistry`. Within a process, its `Presence` decides who uses a name."""

    def __init__(self) -> None:
        self._users: dict[str, dict[str, int]] = {}  # folded name: {owner: principal}

    async def take(self, owner: str, name: str, principal: int) -> None:
        users = self._users.get(fold(name), {})
        if any(user != principal or not user for process, user in users.items() if process != owner):
            raise NameTaken(name)
        self.keep(owner, name, principal)

    def keep(self, owner: str, name: str, principal: int) -> None:
        self._users.setdefault(fold(name), {})[owner] = principal

    def release(self, owner: str, name: str) -> None:
        users = self._users.get(fold(name), {})
        users.pop(owner, None)
        if not users:
            self._users.pop(fold(name), None)

    def forget(self, owner: str) -> None:
        for name in [name for name, users in self._users.items() if owner in users]:
            self.release(owner, name)
