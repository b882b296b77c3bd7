"""What an operator should know about settings that are valid, but open the server to others. Pure."""

from collections.abc import Iterator

from chatservice.settings.schema import Settings, is_loopback

CLEAR = ("port", "pipe_port", "prompt_port", "http_port")
NO_ADMIN = "no account is an owner or admin yet: chatctl admin NAME makes one"


def advice(settings: Settings) -> list[str]:
    """Sentences, each with what to do. Empty for a server that only this machine can reach."""
    return [*_clear_text(settings), *_strangers(settings)]


def _clear_text(settings: Settings) -> Iterator[str]:
    exposed = [name for name in CLEAR if _exposed(settings, name)]
    if settings.trusted_proxies and "http_port" in exposed:
        exposed.remove("http_port")
    if exposed:
        yield (
            f"passwords and messages travel unencrypted through {', '.join(exposed)}, which other machines "
            "can reach: use tls_port and https_port, or a proxy with TLS"
        )


def _strangers(settings: Settings) -> Iterator[str]:
    if settings.beyond_loopback and settings.guests:
        yield "whoever reaches the server can come in as a guest: guests = no wants an account"
    if settings.beyond_loopback and settings.registration == "open":
        yield "whoever reaches the server can register: registration = invite wants an invitation"


def _exposed(settings: Settings, name: str) -> bool:
    """Whether other machines reach a door of that setting without a proxy."""
    setting: str | None = getattr(settings, name)
    for door in (setting or "").split(","):
        if door.isdigit():
            if not is_loopback(settings.bind):
                return True
        elif door.startswith("tcp"):
            interface = door.partition("interface=")[2].partition(":")[0]
            if not interface or not is_loopback(interface):
                return True
    return False
