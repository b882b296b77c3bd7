"""What the page needs of the client's answers: the rules, and the texts in each language.

They are the window's (`client.model.answer_words`, `client/languages`), so that both clients say the same.
"""

import json
from collections.abc import Iterable

from chatservice.client import words
from chatservice.client.model.answer_words import ANSWERS
from chatservice.client.model.answer_words.rules import AnswerLine, Part
from chatservice.client.model.refusal_shapes import HOLDERS, SHAPES
from chatservice.client.model.usage_words import BETWEEN, WORDS


def rules() -> str:
    """`{tag: [line]}`; a line has its parts, each of alternatives ``[text, {field: condition}]``."""
    table = {
        str(kind.__struct_config__.tag): [_line(line) for line in lines] for kind, lines in ANSWERS.items()
    }
    rows = "".join(f"  {json.dumps(tag)}: {_compact(table[tag])},\n" for tag in sorted(table))
    kind = "Readonly<Record<string, readonly AnswerLine[]>>"
    return (
        f'\nimport type {{ AnswerLine }} from "../text/answer_lines";\n\n'
        f"export const ANSWER_LINES: {kind} = {{\n{rows}}};\n"
    )


def _line(line: AnswerLine) -> dict[str, object]:
    parts = [[[each.text, each.when] if each.when else [each.text] for each in part] for part in line.parts]
    return {"parts": parts, "each": line.each} if line.each else {"parts": parts}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def shapes() -> str:
    return f"\nexport const SHAPES: readonly string[] = {json.dumps(SHAPES, indent=2, ensure_ascii=False)};\n"


def texts(language: str) -> str:
    """`{English text: its translation}`."""
    known = words.read(words.FOLDER / f"{language}.po").texts
    wanted = {*_sentences(part for lines in ANSWERS.values() for line in lines for part in line.parts)}
    wanted |= {*WORDS, BETWEEN, *SHAPES, *HOLDERS}
    found = {text: known[text][0] for text in sorted(wanted) if text in known}
    rows = "".join(f"  {_compact(text)}: {_compact(found[text])},\n" for text in found)
    return f"\nexport const texts: Readonly<Record<string, string>> = {{\n{rows}}};\n"


def _sentences(parts: Iterable[Part]) -> Iterable[str]:
    return (each.text for part in parts for each in part)
