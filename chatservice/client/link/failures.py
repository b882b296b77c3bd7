"""What goes wrong between here and a server, said so that one knows what to do.

A `Trouble` is a kind and its facts; the sentences are in one place. `final`: trying
again by itself would not help, somebody has to decide first.
"""

import msgspec

SENTENCES = {
    "closed": "The connection was closed.",
    "cut": "The connection was cut.",
    "refused": "Nothing listens at {where}. Is the server running, and on that port?",
    "unreachable": "{where} cannot be reached from here. Check the address and the network.",
    "timed_out": "{where} did not answer in time. Check the address; a firewall may be in between.",
    "no_such_host": "There is no host {where}. Check its name for a typing mistake.",
    "not_ours": "What answers there is not a chat server, or not at that port.",
    "silent": "The server did not answer in time.",
    "no_tls": "That port does not speak TLS. Switch TLS off, or use the server's TLS port.",
    "tls_wanted": "That port speaks TLS. Switch TLS on, or use the server's port for plain lines.",
    "tls_failed": "TLS could not be agreed on: {facts}",
    "unknown_certificate": (
        "Nobody vouches for the certificate of {where}. Trust it only if the server shows the same "
        "SHA-256 fingerprint: {facts}"
    ),
    "changed_certificate": (
        "The certificate of {where} has CHANGED. Somebody may be listening in, "
        "or the server was set up anew. Ask its operator. Its SHA-256 fingerprint is now: {facts}"
    ),
    "told": "{facts}",
    "other": "The connection failed: {facts}",
}


class Trouble(msgspec.Struct, frozen=True):
    kind: str
    facts: str = ""
    where: str = ""
    final: bool = False
    code: str = ""  # of the server's refusal

    def __str__(self) -> str:
        return SENTENCES[self.kind].format(facts=self.facts, where=self.where)
