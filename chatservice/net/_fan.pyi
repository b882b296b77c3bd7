from collections.abc import Collection
from typing import Any

def send_to_all(outlets: Collection[Any], data: bytes, except_: Collection[Any]) -> list[tuple[Any, int]]: ...
