"""A server that is killed under IRC clients: what it echoed is stored, once and in order."""

from tests.live.server import Client, Server

CAPS = "message-tags echo-message batch draft/chathistory"
LIMITS = ("--message-rate", "none", "--read-rate", "none")
SENT = 400
ECHOED = 60  # lines, after which the server is killed


def come(port: int, nick: str) -> Client:
    client = Client(port)
    client.sends(f"CAP REQ :{CAPS}\r\nNICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nCAP END\r\nJOIN #ops\r\n")
    client.until(" 366 ")
    return client


def said(lines: list[str]) -> list[tuple[str, str]]:
    """The msgid and the text of each message."""
    found = []
    for line in lines:
        if " PRIVMSG #ops :" in line:
            tags = dict(tag.partition("=")[::2] for tag in line[1:].split(" ")[0].split(";"))
            found.append((tags["msgid"], line.rstrip("\r").partition(" :line ")[2]))
    return found


def test_what_was_echoed_before_a_kill_is_in_the_history_once(tmp_path):
    with Server(tmp_path / "data", *LIMITS, doors=("port", "irc-port")) as server:
        alice = come(server.ports["irc-port"], "alice")
        alice.sends("".join(f"PRIVMSG #ops :line {number}\r\n" for number in range(SENT)))
        alice.until(f"PRIVMSG #ops :line {ECHOED}\r")
        server.kill()
        alice.rest()
    echoed = said(alice.lines)
    assert [text for _, text in echoed] == [str(number) for number in range(len(echoed))]
    with Server(tmp_path / "data", *LIMITS, doors=("port", "irc-port")) as server:
        auditor = come(server.ports["irc-port"], "auditor")
        auditor.sends("CHATHISTORY LATEST #ops * 500\r\nPING end\r\n")
        auditor.until(" PONG ")
    stored = said(auditor.lines)
    assert stored[: len(echoed)] == echoed
    assert [text for _, text in stored] == [str(number) for number in range(len(stored))]
