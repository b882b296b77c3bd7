"""The names in use, in the memory of one process."""

from chatservice.errors import NameTaken
from chatservice.model.names import fold


class NamesInMemory:
    """`core.ports.NameRegistry`. Who uses a name within one process its `Presence` decides."""

    def __init__(self) -> None:
        self._users: dict[str, dict[str, int]] = {}  # folded name: {owner: principal}

    async def take(self, owner: str, name: str, principal: int) -> None:
        others = self._users.get(fold(name), {})
        if any(user != principal or not user for other, user in others.items() if other != owner):
            raise NameTaken(name)
        self.keep(owner, name, principal)

    def keep(self, owner: str, name: str, principal: int) -> None:
        self._users.setdefault(fold(name), {})[owner] = principal

    def give_back(self, owner: str, name: str) -> None:
        users = self._users.get(fold(name), {})
        users.pop(owner, None)
        if not users:
            self._users.pop(fold(name), None)

    def forget(self, owner: str) -> None:
        for name in [name for name, users in self._users.items() if owner in users]:
            self.give_back(owner, name)
