"""Another client, which repeats a request and records how long it waited.

    python -m benchmarks.waiter PORT

For each line on standard input it prints the longest wait since the last one, in
milliseconds.
"""

import json
import select
import socket
import sys
import time

EVERY = 0.002  # seconds between two questions
PATIENCE = 60.0


def main() -> None:
    line = socket.create_connection(("127.0.0.1", int(sys.argv[1])), PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    answers = line.makefile("rb")
    line.sendall(json.dumps({"cmd": "login", "name": "waiter"}).encode() + b"\n")
    worst = 0.0
    while True:
        began = time.perf_counter()
        line.sendall(b'{"cmd":"ping"}\n')
        while b'"pong"' not in (answer := answers.readline()):
            if not answer:
                sys.exit("the server has closed the connection of another client")
        worst = max(worst, time.perf_counter() - began)
        if select.select([sys.stdin], [], [], EVERY)[0]:
            if not sys.stdin.readline():
                return
            sys.stdout.write(f"{worst * 1e3:.2f}\n")
            sys.stdout.flush()
            worst = 0.0


if __name__ == "__main__":
    main()
