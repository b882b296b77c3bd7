"""The capabilities that the server offers (IRCv3), with their values for version 302."""

MULTILINE = "draft/multiline"
MULTILINE_LINES = 32
MULTILINE_BYTES = 4096
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


def listed(names: dict[str, str], values: bool) -> list[str]:
    """The capabilities as words, in lines of a size that fits; in one without `values`, since clients that do
    not know these know no second line either."""
    lines, size = [[]], 0  # type: list[list[str]], int
    for name, value in names.items():
        word = f"{name}={value}" if values and value else name
        if size + len(word) + 1 > LINE_MAX and values:
            lines.append([])
            size = 0
        lines[-1].append(word)
        size += len(word) + 1
    return [" ".join(line) for line in lines]
