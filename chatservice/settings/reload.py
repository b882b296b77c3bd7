"""Reads settings again while the server runs.

All parts share one `Settings` object and read it when they need a value: changing it in place
gives them the new one. It is frozen for everything else, so this is the only way to change
it. Values that are read once, when a part is built, stay; a test finds those by reading the
source.
"""

import msgspec

from chatservice.settings.schema import Settings
from chatservice.settings.sources import FIELDS, agree
from chatservice.settings.values import show

READ_ONCE = frozenset(
    (
        *(
            "port",
            "tls_port",
            "pipe_port",
            "prompt_port",
            "irc_port",
            "ircs_port",
            "irc_name",
            "irc_network",
            "irc_sts",
            "http_port",
            "https_port",
            "bind",
            "announce",
            "qr",
            "cert",
            "key",
        ),
        *(
            "data",
            "database",
            "motd_file",
            "announcement_file",
            "log_format",
            "backup_folder",
            "backup_every",
        ),
        *("outbox_total", "rates_kept", "key_keep", "token_keep", "max_tokens", "password_queue"),
        *("max_bots", "max_webhooks"),
        *("code", "code_languages", "code_uid"),
        *("link_keep", "disk_reserve", "retention", "code_keep_keystrokes"),
        *(
            "http_hosts",
            "http_origins",
            "trusted_proxies",
            "proxy_header",
            "ping_every",
            "ping_timeout",
            "public_url",
        ),
    )
)


def apply(settings: Settings, new: Settings) -> tuple[list[str], list[str]]:
    """Apply what of `new` can change now. One line per changed setting, and per setting that needs a
    restart. Raises StartError, with nothing changed, when the combination is invalid."""
    names = [name for name in FIELDS if getattr(new, name) != getattr(settings, name)]
    values = {name: getattr(new, name) for name in names if name not in READ_ONCE}
    agree(msgspec.structs.replace(settings, **values))
    changed = [f"{name} is now {_text(new, name)}, was {_text(settings, name)}" for name in values]
    unchanged = [
        f"{name} is still {_text(settings, name)}: restart the server for {_text(new, name)}"
        for name in names
        if name in READ_ONCE
    ]
    for name, value in values.items():
        msgspec.structs.force_setattr(settings, name, value)
    return changed, unchanged


def _text(settings: Settings, name: str) -> str:
    if FIELDS[name].secret:
        return "another one" if getattr(settings, name) else "empty"
    return show(FIELDS[name], getattr(settings, name)) or "empty"
