"""What a page's head says of it, for previews: hostile pages included."""

import pytest

from chatservice.wire.page_head import DESCRIPTION_MAX, TITLE_MAX, is_page, preview_of

URL = "http://x.example/a"


def head(html, kind="text/html; charset=utf-8"):
    return preview_of(URL, html if isinstance(html, bytes) else html.encode(), kind)


def test_a_page_has_its_title_description_and_site():
    preview = head(
        "<!doctype html><html><head><title>Old\n title</title>"
        '<meta name="description" content="plain &amp; short"><meta property=og:site_name content="The Site">'
        "<meta content='What is &quot;new&quot; > here' property='og:title'></head>"
    )
    assert preview.url == URL
    assert (preview.title, preview.description, preview.site) == (
        'What is "new" > here',
        "plain & short",
        "The Site",
    )


def test_a_page_without_more_has_its_title():
    preview = head("<TITLE >  Just\ta\n title </TITLE><body>")
    assert (preview.title, preview.description, preview.site) == ("Just a title", "", "")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "plain text",
        "<title></title>",
        "<title> \u200b\u202e </title>",
        "<!-- <title>commented out</title> -->",
        "<script>'<title>a script</title>'</script>",
        "<!-- never closed <title>x</title>",
        "<head></head><title>after the head</title>",
        "<body><title>in the body</title>",
        "<meta property='og:title' content='cut",
    ],
)
def test_what_has_no_title_has_no_preview(html):
    assert head(html) is None


def test_control_characters_and_bidi_are_left_out():
    preview = head("<title>a\x00b\x1b[31m &#x202E;evil&#8238; &#27;[0m\u2066x\x9b</title>")
    assert preview.title == "ab[31m evil [0mx"


def test_marks_do_not_tower():
    assert head(f"<title>a{chr(0x20DD) * 100}</title>").title == "a" + chr(0x20DD) * 8


def test_an_emoji_of_several_stays_whole():
    assert head("<title>👩\u200d💻</title>").title == "👩\u200d💻"


def test_markup_in_a_title_is_text():
    assert head("<title>&lt;img src=x onerror=alert(1)&gt;</title>").title == "<img src=x onerror=alert(1)>"


def test_long_texts_are_cut():
    preview = head(f"<title>{'t' * 9_000}</title><meta name=description content='{'d' * 3_000}'>")
    assert len(preview.title) == TITLE_MAX
    assert preview.title.endswith("t…")
    assert len(preview.description) == DESCRIPTION_MAX


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("Grüße".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("<meta charset=windows-1252>Grüße".encode("cp1252"), "text/html"),
        ("Grüße".encode(), "text/html"),
        ("Grüße".encode(), "text/html; charset=punycode"),
        ("Grüße".encode(), "text/html; charset=iso-8859-99"),
    ],
)
def test_a_page_is_read_in_its_encoding(data, kind):
    before, _, title = data.rpartition(b">")
    assert head(before + (b">" if before else b"") + b"<title>" + title + b"</title>", kind).title == "Grüße"


def test_broken_bytes_are_replaced():
    assert head(b"<title>a\xff\xfe</title>").title == "a\ufffd\ufffd"


@pytest.mark.parametrize(
    "piece",
    ["<title", "<meta a='", '<meta content="', "<meta ", "<!--", "<script", "<a<", "&#", "< ", "<meta a "],
)
def test_a_hostile_page_is_scanned_in_a_bounded_number_of_steps(piece):
    """With a square of the steps it would take hours, and the test's own limit ends it."""
    head(piece * (2 * 1024 * 1024 // len(piece)))


@pytest.mark.parametrize(
    "kind", ["image/svg+xml", "application/json", "", "text/html2", "text/plain", "image/png"]
)
def test_only_html_is_a_page(kind):
    assert not is_page(kind)


@pytest.mark.parametrize("kind", ["text/html", "Text/HTML;charset=x", "application/xhtml+xml"])
def test_html_is_a_page(kind):
    assert is_page(kind)
