"""A text that is too long ends at a line, with a mark of how much is missing."""

MARK_MAX = 64  # bytes of the mark


def shortened(text: str, limit: int) -> str:
    """`text` in at most `limit` bytes of UTF-8, where `limit` is more than the mark needs."""
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return text
    start = data[: limit - MARK_MAX].decode("utf-8", "ignore")
    whole, newline, _ = start.rpartition("\n")
    if newline and len(whole) * 2 > len(start):  # otherwise half of it would go for one long line
        start = whole
    missing = len(data.decode()) - len(start)
    return f"{start}\n… (cut: {missing:,} more characters)"
