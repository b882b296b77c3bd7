"""Settings that are read again while the server runs.

There is one `Settings` object, which all parts look at when they need a value: changing
it in place is how a new value reaches them. It is frozen for everybody else, so this is
the only way one changes. Values that are read once, when a part is made, stay; a test
finds those by reading the source.
"""

import msgspec

from chatservice.settings.schema import Settings
from chatservice.settings.sources import FIELDS, agree
from chatservice.settings.values import show

READ_ONCE = frozenset(
    (
        *("port", "tls_port", "pipe_port", "prompt_port", "http_port", "https_port", "bind", "cert", "key"),
        *("data", "database", "motd_file", "announcement_file", "log_format"),
        *("outbox_total", "rates_kept", "key_keep", "token_keep", "max_tokens", "password_queue"),
        *("max_bots", "max_webhooks"),
        *("code", "code_languages", "code_uid"),
        *("link_keep", "disk_reserve", "retention"),
        *("http_hosts", "http_origins", "ping_every", "ping_timeout", "public_url"),
    )
)


def take(settings: Settings, new: Settings) -> tuple[list[str], list[str]]:
    """Change `settings` to what of `new` can change now. What is other now, and what stays
    as it was, a line each. Raises StartError, and nothing changed, when both do not agree."""
    names = [name for name in FIELDS if getattr(new, name) != getattr(settings, name)]
    taken = {name: getattr(new, name) for name in names if name not in READ_ONCE}
    agree(msgspec.structs.replace(settings, **taken))
    changed = [f"{name} is {_shown(new, name)} now, it was {_shown(settings, name)}" for name in taken]
    kept = [
        f"{name} is still {_shown(settings, name)}: for {_shown(new, name)} start the server again"
        for name in names
        if name in READ_ONCE
    ]
    for name, value in taken.items():
        msgspec.structs.force_setattr(settings, name, value)
    return changed, kept


def _shown(settings: Settings, name: str) -> str:
    return show(FIELDS[name], getattr(settings, name)) or "empty"
