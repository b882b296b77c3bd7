// A language whose parser takes a few milliseconds of a transaction at most: a key is not to wait for it.
//
// CodeMirror parses as far as the screen within each transaction, for up to 20 ms. Here a parse that takes longer ends
// where it is and says that it is done; the fragments tell the editor that it is not, so it goes on when it is idle.
// Until then the text below keeps the colours that it had.

import { Language, LanguageSupport, ParseContext } from "@codemirror/language";
import { type Input, Parser, type PartialParse, type Tree, type TreeFragment } from "@lezer/common";

export const BRIEF = 4; // milliseconds
const STEPS = 32; // of a parse between two looks at the clock

let deadline = Infinity;

// Whatever is parsed within `action` is parsed briefly.
export function briefly(action: () => void, now: () => number = () => performance.now()): void {
  deadline = now() + BRIEF;
  try {
    action();
  } finally {
    deadline = Infinity;
  }
}

class BriefParse implements PartialParse {
  private steps = 0;
  private end: number | null = null; // of a parse that was ended here, the place up to which it was asked for

  constructor(
    private readonly parse: PartialParse,
    private readonly length: number,
    private readonly now: () => number,
  ) {}

  get parsedPos(): number {
    return this.parse.parsedPos;
  }

  get stoppedAt(): number | null {
    return this.end ?? this.parse.stoppedAt;
  }

  stopAt(place: number): void {
    this.parse.stopAt(place);
  }

  advance(): Tree | null {
    const tree = this.parse.advance();
    if (tree || deadline === Infinity || ++this.steps % STEPS || this.now() < deadline) return tree;
    return this.endNow();
  }

  private endNow(): Tree {
    this.end = this.parse.stoppedAt ?? this.length;
    this.parse.stopAt(this.parse.parsedPos);
    for (;;) {
      const tree = this.parse.advance();
      if (tree) return tree;
    }
  }
}

class BriefParser extends Parser {
  constructor(
    private readonly parser: Parser,
    private readonly now: () => number,
  ) {
    super();
  }

  createParse(input: Input, fragments: readonly TreeFragment[], ranges: readonly { from: number; to: number }[]): PartialParse {
    const parse = this.parser.createParse(input, fragments, ranges);
    return ParseContext.get() ? new BriefParse(parse, input.length, this.now) : parse;
  }
}

class BriefLanguage extends Language {
  constructor(
    private readonly language: Language,
    now: () => number,
  ) {
    super(language.data, new BriefParser(language.parser, now), [], language.name);
  }

  override get allowsNesting(): boolean {
    return this.language.allowsNesting;
  }
}

export function withBriefParsing({ language, support }: LanguageSupport, now: () => number = () => performance.now()): LanguageSupport {
  return new LanguageSupport(new BriefLanguage(language, now), support);
}
