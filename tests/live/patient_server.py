"""A server that leaves longer pauses between the writes to clients that take each read for one
message, so that a test on a busy machine reads in time."""

from chatservice.__main__ import main
from chatservice.net import connection

connection.PACE = 0.1

if __name__ == "__main__":
    main()
