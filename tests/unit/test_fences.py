"""Programs found in what people said."""

import pytest

from chatservice.core.fences import LINES_MAX, Block, at, blocks, newest
from chatservice.model.records import Record
from chatservice.model.values import EventKind


def said(*lines, first=1, actor=1):
    """Messages of `actor`, or of (actor, text) each."""
    records = []
    for seq, line in enumerate(lines, first):
        who, text = line if isinstance(line, tuple) else (actor, line)
        records.append(Record(seq, seq, 0.0, EventKind.MESSAGE, who, f"p{who}", text))
    return records


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```python\nprint(1)\n```", [("python", "print(1)")]),
        ("```python\r\nprint(1)\r\n```", [("python", "print(1)")]),
        ("before\n```c\nint x;\n\nint y;\n```\nafter", [("c", "int x;\n\nint y;")]),
        ("```\nx\n```", [("", "x")]),
        ("```py\na\n```\nand\n```js\nb\n```", [("py", "a"), ("js", "b")]),
        ("~~~bash\necho '```'\n~~~", [("bash", "echo '```'")]),
        ("````md\n```\ninner\n```\n````", [("md", "```\ninner\n```")]),
        ("```python title=x\n    indented\n```", [("python", "    indented")]),
        ("```c++\nx\n```  ", [("c++", "x")]),
        ("```python\n\n```", [("python", "")]),
        ("```python print(1)```", [("python", "print(1)")]),
        (" ```py  a = 1; print(a) ``` ", [("py", "a = 1; print(a)")]),
        ("```python\nnever closed", []),
        ("no code", []),
        ("inline `code`", []),
        ("```", []),
        ("```python```", []),
    ],
)
def test_blocks_in_one_message(text, found):
    (record,) = said(text)
    assert [(block.language, block.source) for block in blocks(record)] == found
    assert all(block.line == 1 for block in blocks(record))


def test_a_block_of_several_messages_is_one_persons():
    records = said(
        "hello", "```python", "for i in range(2):", (2, "what is that?"), "    print(i)", "", "```", (2, "ah")
    )
    block = Block(7, "python", "for i in range(2):\n    print(i)\n")
    assert newest(records) == [block]
    for line in (2, 3, 5, 7):
        assert at(records, line) == [block]
    for line in (1, 4, 8, 99):
        assert at(records, line) == []


def test_the_newest_is_the_last_message_that_has_any():
    records = said("```py\nold\n```", "chat", "```py\nnew\n```\n```c\nboth\n```", "more chat")
    assert [block.source for block in newest(records)] == ["new", "both"]
    assert [block.source for block in at(records, 1)] == ["old"]


def test_what_is_no_line_is_no_program():
    record = Record(1, 1, 0.0, EventKind.TOPIC, 1, "a", "```py\nx\n```")
    assert blocks(record) == []
    assert newest([record]) == at([record], 1) == []


def test_a_fence_without_a_beginning_ends_nothing():
    assert newest(said("a", "b", "```")) == []
    assert newest(said((2, "```py"), (2, "x"), "```")) == []


def test_a_block_has_an_end():
    long = said("```py", *["x"] * (LINES_MAX + 1), "```")
    assert newest(long) == []


def test_many_backticks_cost_no_more_than_their_length():
    for text in ("`" * 60_000, "```a\n" * 12_000, "```\n" * 12_000 + "x", "~~~ " * 10_000 + "\n"):
        blocks(said(text)[0])
