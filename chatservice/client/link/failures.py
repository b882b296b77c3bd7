"""What can go wrong with a connection, in words that tell the user what to do.

A `Trouble` is a kind and its facts; the sentences are all here. `final`: retrying would not
help until the user decides something.
"""

import msgspec

from chatservice.client.words import _, marked

SENTENCES = {
    "closed": marked("The connection was closed."),
    "cut": marked("The connection was cut."),
    "refused": marked("Nothing listens at {where}. Is the server running, and on that port?"),
    "unreachable": marked("{where} cannot be reached from here. Check the address and the network."),
    "timed_out": marked("{where} did not answer in time. Check the address; a firewall may be in between."),
    "no_such_host": marked("There is no host {where}. Check its name for a typo."),
    "not_ours": marked("What answers there is not a chat server. Check the address and the port."),
    "web_door": marked("That port is for web browsers. The port of the chat is another one, usually 5555."),
    "silent": marked("The server did not answer in time."),
    "no_tls": marked("That port does not speak TLS. Turn TLS off, or use the server's TLS port."),
    "tls_wanted": marked("That port speaks TLS. Turn TLS on, or use the server's plain port."),
    "tls_failed": marked("The TLS handshake failed: {facts}"),
    "unknown_certificate": marked(
        "No trusted authority signed the certificate of {where}. Trust it only if the server shows "
        "the same SHA-256 fingerprint: {facts}"
    ),
    "changed_certificate": marked(
        "The certificate of {where} has CHANGED. Someone may be intercepting the connection, "
        "or the server was reinstalled. Ask its operator. Its SHA-256 fingerprint is now: {facts}"
    ),
    "told": "{facts}",
    "other": marked("The connection failed: {facts}"),
}


class Trouble(msgspec.Struct, frozen=True):
    kind: str
    facts: str = ""
    where: str = ""
    final: bool = False
    code: str = ""  # of the server's error

    def __str__(self) -> str:
        return _(SENTENCES[self.kind]).format(facts=self.facts, where=self.where)
