"""``chat-server`` and ``python -m chatservice``: the server in the foreground."""

import gc
import sys


def main() -> None:
    # Nothing that is loaded is garbage, and the collector would look for it dozens of times. The
    # service enables it once it runs.
    gc.disable()
    from twisted.scripts import twistd  # noqa: PLC0415

    sys.argv[1:1] = ["--nodaemon", "--pidfile=", "chat"]
    twistd.run()


if __name__ == "__main__":
    main()
