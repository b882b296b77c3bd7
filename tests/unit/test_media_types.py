"""What a file is, by its first bytes and its name."""

import pytest

from chatservice.core.media_types import SHOWN, sniff

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "


@pytest.mark.parametrize(
    ("head", "name", "said", "kind"),
    [
        (PNG, "a.txt", "text/plain", "image/png"),
        (b"\xff\xd8\xff\xe0", "x", "", "image/jpeg"),
        (b"GIF89a....", "x", "", "image/gif"),
        (WEBP, "x", "", "image/webp"),
        (b"RIFF....WAVE", "x.wav", "", "audio/x-wav"),
        (b"<script>", "a.png", "image/png", "application/octet-stream"),
        (b"<svg onload=...", "a.svg", "image/svg+xml", "application/octet-stream"),
        (b"<html>", "a.html", "text/html", "application/octet-stream"),
        (b"", "a.xhtml", "application/xhtml+xml", "application/octet-stream"),
        (b"", "a.js", "text/javascript", "application/octet-stream"),
        (b"%PDF-1.7", "report.pdf", "", "application/pdf"),
        (b"hi", "a.txt", "", "text/plain"),
        (b"hi", "a", "application/x-chat; charset=x", "application/x-chat"),
        (b"hi", "a", "text/html\r\nX-Evil: 1", "application/octet-stream"),
        (b"hi", "a", "nonsense", "application/octet-stream"),
        (b"", "", "", "application/octet-stream"),
    ],
)
def test_a_file_is(head, name, said, kind):
    assert sniff(head, name, said) == kind


def test_only_pictures_known_by_their_bytes_are_shown():
    assert {"image/png", "image/jpeg", "image/gif", "image/webp"} == SHOWN
