"""Which addresses of a line are previewed."""

import pytest

from chatservice.model.previews import LINKS_MAX, links_of


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("nothing here", []),
        ("see http://a.example/x.", ["http://a.example/x"]),
        ("(https://a.example/b_(c))", ["https://a.example/b_(c)"]),
        ("https://a.example/x#one https://a.example/x#two", ["https://a.example/x"]),
        ("`http://a.example` and\n```\nhttp://b.example\n```\nhttp://c.example", ["http://c.example"]),
        ("```\nhttp://b.example", []),
        ("ftp://a.example javascript:alert(1)", []),
        ("http://a.example/" + "x" * 1000, []),
    ],
)
def test_the_links_of_a_line(text, links):
    assert links_of(text) == links


def test_only_the_first_ones():
    assert len(links_of(" ".join(f"http://a.example/{n}" for n in range(10)))) == LINKS_MAX
