"""``chat-server`` and ``python -m chatservice``: the server in the foreground."""

import sys

from twisted.scripts import twistd


def main() -> None:
    sys.argv[1:1] = ["--nodaemon", "--pidfile=", "chat"]
    twistd.run()


if __name__ == "__main__":
    main()
