"""``chatctl``: looks after a server, running or not (admin/cli.py)."""

import os
import sys
from typing import Any

from chatservice.admin import cli
from chatservice.settings import Settings


async def open_desk(settings: Settings, reactor: Any) -> Any:
    # Most of what a server is made of is not wanted while one is running.
    from chatservice.tap import open_desk as opened  # noqa: PLC0415

    return await opened(settings, reactor)


def main() -> None:
    status = cli.main(open_desk)
    sys.stdout.flush()
    if status == 130:
        os._exit(status)  # threads of work that was interrupted would keep it from ending
    raise SystemExit(status)


if __name__ == "__main__":
    main()
