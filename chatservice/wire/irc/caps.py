"""The capabilities that the server offers (IRCv3), with their values for version 302."""

MULTILINE = "draft/multiline"
MULTILINE_LINES = 32
MULTILINE_BYTES = 4096
CHANNEL_RENAME = "draft/channel-rename"
METADATA = "draft/metadata-3"
METADATA_2 = "draft/metadata-2"  # its predecessor, which clients still know; notifications look different
WEBPUSH = ("draft/webpush", "soju.im/webpush")
OFFERED: dict[str, str] = {
    "account-notify": "",
    "account-tag": "",
    "away-notify": "",
    "batch": "",
    "cap-notify": "",
    "chghost": "",
    "draft/account-registration": "before-connect",
    CHANNEL_RENAME: "",
    "draft/chathistory": "",
    "draft/event-playback": "",
    "draft/extended-isupport": "",
    "draft/message-redaction": "",
    METADATA_2: "",
    METADATA: "",
    MULTILINE: f"max-bytes={MULTILINE_BYTES},max-lines={MULTILINE_LINES}",
    "draft/pre-away": "",
    "draft/read-marker": "",
    **dict.fromkeys(WEBPUSH, ""),
    "echo-message": "",
    "extended-join": "",
    "extended-monitor": "",
    "invite-notify": "",
    "labeled-response": "",
    "message-tags": "",
    "multi-prefix": "",
    "no-implicit-names": "",
    "sasl": "PLAIN",
    "server-time": "",
    "setname": "",
    "standard-replies": "",
    "userhost-in-names": "",
}
UNASKED = ("sts",)  # which clients obey without asking for it
LINE_MAX = 400  # bytes of names in one line of CAP LS or LIST
# Those that change the bytes of what many readers get: readers with the same ones share a codec.
SHARED = frozenset(
    {
        "account-tag",
        "away-notify",
        "batch",
        "draft/message-redaction",
        MULTILINE,
        "echo-message",
        "extended-join",
        "invite-notify",
        "message-tags",
        "server-time",
    }
)


def listed(names: dict[str, str], several: bool) -> list[str]:
    """The capabilities as words, with their values, in lines of a size that fits. In one line (not
    `several`) for clients that know no second one, nor values: drafts that do not fit are left out."""
    lines, size = [[]], 0  # type: list[list[str]], int
    for name, value in sorted(names.items(), key=lambda item: not several and "/" in item[0]):
        word = f"{name}={value}" if value and several else name
        if size + len(word) + 1 > LINE_MAX:
            if not several:
                break
            lines.append([])
            size = 0
        lines[-1].append(word)
        size += len(word) + 1
    return [" ".join(line) for line in lines]
