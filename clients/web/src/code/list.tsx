// The code documents of a room: those there are, a new one, one from a file.

import { useEffect, useState } from "preact/hooks";
import type { DocumentInfo, LanguageIs } from "../model/types";
import { harmless } from "../ui/names";
import type { CodeDesk } from "./desk";
import { acceptable } from "./edits";
import { knownEnding, languageOf, PLAIN } from "./languages";
import { t } from "./text";
import { when } from "./widgets";

const IMPORT_MAX = 1_000_000; // units of a document

const CHANGES = new Set(["document", "document_closed", "document_invited"]); // what the list shows

type ListProps = { desk: CodeDesk; room: string; wrong: string; open: (doc: string) => void };

export function DocumentList({ desk, room, wrong, open }: ListProps) {
  const [documents, setDocuments] = useState<readonly DocumentInfo[] | null>(null);
  const [closed, setClosed] = useState(false);
  const [problem, setProblem] = useState(wrong);
  const [isNew, setNew] = useState(false);
  const isOnline = desk.session.status.value.kind === "online";
  useEffect(() => setProblem(wrong), [wrong]);
  useEffect(() => {
    if (!isOnline) return;
    // Without a room: those of other rooms that one was let into.
    const load = () =>
      void desk.session.ask({ cmd: "code_list", room, closed, invited: !room }).then((answer) => {
        if (answer.event === "documents") setDocuments(answer.documents);
        else if (answer.event === "error") setProblem(answer.text);
      });
    load();
    return desk.session.listen((event) => {
      if (CHANGES.has(event.event)) load();
    });
  }, [room, closed, isOnline]);
  return (
    <div class="code-list">
      {problem && (
        <p class="wrong" role="alert">
          {harmless(problem)}
        </p>
      )}
      {documents === null ? (
        <p class="faint">{t(isOnline ? "code.loading" : "code.not_connected")}</p>
      ) : (
        <>
          {room && documents.length === 0 && <p class="code-empty">{t("code.empty")}</p>}
          <ul>
            {documents.map((each) => (
              <DocumentRow key={each.doc} info={each} open={open} />
            ))}
          </ul>
          <label class="code-check">
            <input type="checkbox" checked={closed} onChange={(event) => setClosed(event.currentTarget.checked)} />
            {t("code.show_closed")}
          </label>
        </>
      )}
      {!room ? null : isNew || documents?.length === 0 ? (
        <NewDocument desk={desk} room={room} fail={setProblem} />
      ) : (
        <button type="button" class="button primary" onClick={() => setNew(true)}>
          {t("code.new")}
        </button>
      )}
    </div>
  );
}

function DocumentRow({ info, open }: { info: DocumentInfo; open: (doc: string) => void }) {
  const people = info.people ?? [];
  return (
    <li>
      <button type="button" class="code-document" onClick={() => open(info.doc)}>
        <strong dir="auto">{harmless(info.title)}</strong>
        <span class="faint">
          {t("code.by", { language: info.language, name: harmless(info.creator) })}, {when(info.made)}
          {info.closed ? `, ${t("code.is_closed")}` : ""}
        </span>
        {people.length > 0 && <span class="code-good">{t("code.people", { names: people.map(harmless).join(", ") })}</span>}
      </button>
    </li>
  );
}

type NewProps = { desk: CodeDesk; room: string; fail: (words: string) => void };

function NewDocument({ desk, room, fail }: NewProps) {
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState("");
  const language = chosen || knownEnding(title) || "python";
  const { languages, reason } = useLanguages(desk);
  const create = async (name: string, text: string, kind: string) => {
    fail("");
    const problem = await desk.create(room, kind, name.trim(), text);
    if (problem) fail(problem);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void create(title, "", language);
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    const name = harmless(file.name);
    if (file.size > 4 * IMPORT_MAX) return fail(t("code.import_too_large", { name }));
    const text = decoded(await file.arrayBuffer());
    if (text === null) return fail(t("code.import_no_text", { name }));
    if (text.length > IMPORT_MAX) return fail(t("code.import_too_large", { name }));
    await create(file.name.replace(/[/: ]/g, "-"), text, languageOf(file.name));
  };
  return (
    <form class="code-new" onSubmit={submit}>
      <h2>{t("code.new")}</h2>
      <label class="code-field">
        {t("code.title")}
        <input class="input" value={title} maxLength={64} autocomplete="off" onInput={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <label class="code-field">
        {t("code.language")}
        <select class="input" value={language} onChange={(event) => setChosen(event.currentTarget.value)}>
          {languages.map((each) => (
            <option value={each.name}>{each.version ? each.title : t("code.not_installed", { title: each.title })}</option>
          ))}
          <option value={PLAIN}>{t("code.plain")}</option>
        </select>
      </label>
      {reason && <p class="faint">{t("code.no_doctor", { reason: harmless(reason) })}</p>}
      <div class="sheet-buttons">
        <label class="button code-file">
          {t("code.import")}
          <input type="file" class="hidden" onChange={(event) => void take(event.currentTarget.files?.[0])} />
        </label>
        <button type="submit" class="button primary">
          {t("code.create")}
        </button>
      </div>
    </form>
  );
}

// A text without what no document may contain, or null.
function decoded(bytes: ArrayBuffer): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : acceptable(text);
  } catch {
    return null;
  }
}

// What the server runs, and why it runs nothing.
function useLanguages(desk: CodeDesk): { languages: readonly LanguageIs[]; reason: string } {
  const [known, setKnown] = useState<{ languages: readonly LanguageIs[]; reason: string }>({
    languages: [{ name: "python", title: "Python", version: "3" }],
    reason: "",
  });
  useEffect(() => {
    void desk.session.ask({ cmd: "doctor" }).then((answer) => {
      if (answer.event === "doctor") setKnown({ languages: answer.languages ?? [], reason: answer.reason ?? "" });
    });
  }, []);
  return known;
}
