// A code document as it was: a slider over its versions; one is read, compared with the present text, and brought back.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { harmless } from "../ui/names";
import { compare, type ComparedPiece } from "./compare";
import type { CodeDocument } from "./document";
import { randomKey } from "./needs";
import { t } from "./text";
import { when } from "./widgets";

const REST = 120; // milliseconds that the slider rests before a version is asked for
const AUTHORS = 3;

function described(document: CodeDocument): string {
  const { past } = document;
  if (past.version === null || !past.steps.length) return t("code.no_versions");
  const [n, all, step] = [past.version, past.head, past.step];
  if (!step) return t("code.version", { n, all });
  const names = step.authors.slice(0, AUTHORS).map(harmless).join(", ");
  return t("code.version_by", { n, all, names: step.authors.length > AUTHORS ? `${names}, …` : names, when: when(step.ended) });
}

type HistoryProps = { document: CodeDocument; tick: number; close: () => void };

export function History({ document, tick, close }: HistoryProps) {
  const { past } = document;
  const [at, slide] = useState<number | null>(null);
  const [compares, setCompares] = useState(true);
  const due = useRef(0);
  useEffect(() => {
    past.load();
    return () => {
      clearTimeout(due.current);
      past.close();
    };
  }, []);
  useEffect(() => {
    if (past.version === null && past.steps.length) past.show(past.head);
  }, [past.steps.length]);
  const moved = (version: number) => {
    slide(version);
    clearTimeout(due.current);
    due.current = window.setTimeout(() => past.show(version), REST);
  };
  const restore = () => {
    past.restore(randomKey());
    close();
  };
  const words = described(document);
  return (
    <section class="code-history" aria-label={t("code.versions")}>
      <div class="code-slider">
        <p class="faint">{words}</p>
        <input
          type="range"
          min={0}
          max={Math.max(1, past.head)}
          value={at ?? past.head}
          aria-label={t("code.versions")}
          aria-valuetext={words}
          onInput={(event) => moved(event.currentTarget.valueAsNumber)}
        />
        <div class="sheet-buttons">
          <label class="code-check">
            <input type="checkbox" checked={compares} onChange={(event) => setCompares(event.currentTarget.checked)} />
            {t("code.compare")}
          </label>
          <button type="button" class="button" disabled={!document.canEdit || past.text === null} onClick={restore}>
            {t("code.restore")}
          </button>
          <button type="button" class="button primary" onClick={close}>
            {t("code.to_now")}
          </button>
        </div>
      </div>
      <Compared before={past.text} document={document} compares={compares} tick={tick} />
    </section>
  );
}

type ComparedProps = { before: string | null; document: CodeDocument; compares: boolean; tick: number };

function Compared({ before, document, compares }: ComparedProps) {
  const now = document.pending.version;
  const pieces = useMemo((): ComparedPiece[] => {
    if (before === null) return [];
    return compares ? compare(before, document.pending.doc.toString()) : [{ text: before, kind: "same" }];
  }, [before, now, compares]);
  if (before === null) return <p class="faint code-loading">{t("code.loading")}</p>;
  const isSame = compares && pieces.every((piece) => piece.kind === "same");
  return (
    <>
      {isSame && <p class="faint code-same">{t("code.same")}</p>}
      <pre class="code-compared" tabIndex={0} dir="ltr" role="group" aria-label={t("code.versions")}>
        {pieces.map((piece) =>
        piece.kind === "gone" ? (
          <del>{piece.text}</del>
        ) : piece.kind === "new" ? (
          <ins>{piece.text}</ins>
        ) : (
          <span>{piece.text}</span>
        ),
        )}
      </pre>
    </>
  );
}
