// One code document: its head, its text or its past, what its program prints.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { same } from "../model/names";
import { runnersOf } from "../net/runners";
import { harmless, hueOf } from "../ui/names";
import { Class } from "./class";
import type { CodeDesk } from "./desk";
import type { CodeDocument } from "./document";
import { CodeEditor } from "./editor";
import { History } from "./history";
import { fileName, PLAIN } from "./languages";
import { Output } from "./output";
import { Share } from "./share";
import { t } from "./text";
import { Confirm, download, Menu, type MenuItem, Question } from "./widgets";

const PEOPLE_SHOWN = 8;

type Sheet = "" | "share" | "rename" | "fork" | "close" | "class";

type ScreenProps = { desk: CodeDesk; document: CodeDocument; leave: () => void; open: (doc: string) => void };

export function DocumentScreen({ desk, document, leave, open }: ScreenProps) {
  const tick = desk.tick.value;
  const [sheet, setSheet] = useState<Sheet>("");
  const [past, setPast] = useState(false);
  const editor = useRef<CodeEditor | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const me = desk.session.state.me;
  // Within the frame: it takes the focus, and it leaves the document before that may be opened again.
  useLayoutEffect(() => {
    if (!host.current) return;
    const made = (editor.current = new CodeEditor(host.current, document, () => mayRun(desk, document) && document.startRun()));
    made.focus();
    return () => {
      made.destroy();
      editor.current = null;
      desk.leaveSaved(document.info.doc);
    };
  }, [document]);
  useEffect(() => editor.current?.tell(), [tick]);
  const shut = () => setSheet("");
  return (
    <section class="code-screen" aria-label={harmless(document.info.title)} onKeyDown={(event) => runByKey(event, desk, document)}>
      <Head
        document={document}
        me={me}
        leave={leave}
        find={(name) => editor.current?.showPerson(name)}
        buttons={<Buttons document={document} past={past} setPast={setPast} show={setSheet} desk={desk} editor={() => editor.current} />}
      />
      <Notice document={document} tick={tick} />
      <div class="code-text" ref={host} hidden={past} />
      {past && <History document={document} tick={tick} close={() => setPast(false)} />}
      <Output document={document} me={me} tick={tick} />
      {sheet === "share" && <Share document={document} tick={tick} names={othersIn(desk, document)} link={linkOf} close={shut} />}
      {sheet === "class" && <Class desk={desk} document={document} close={shut} open={open} />}
      {sheet === "rename" && (
        <Question
          title={t("code.rename")}
          label={t("code.new_title")}
          value={document.info.title}
          verb={t("code.rename")}
          done={(title) => document.sharing.rename(title)}
          close={shut}
        />
      )}
      {sheet === "fork" && (
        <Question
          title={t("code.fork")}
          label={t("code.copy_title")}
          value={`${document.info.title}-2`}
          verb={t("code.fork")}
          done={(title) => document.sharing.fork(title, document.past.version)}
          close={shut}
        />
      )}
      {sheet === "close" && (
        <Confirm
          title={t("code.close")}
          words={t("code.close_sure", { title: harmless(document.info.title) })}
          done={() => document.sharing.close()}
          close={shut}
        />
      )}
    </section>
  );
}

// An address that leads whoever opens it into the document, whether they see its room or not.
const linkOf = (token: string): string => `${location.origin}/code/${token}`;

// In the editor the same keys do it: this is for the rest of the screen.
function runByKey(event: KeyboardEvent, desk: CodeDesk, document: CodeDocument): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  event.preventDefault();
  if (mayRun(desk, document)) document.startRun();
}

// Programs that only people with an account may run.
const needsAccount = (desk: CodeDesk): boolean => runnersOf(desk.session).forAccounts && !desk.session.state.account;

function mayRun(desk: CodeDesk, document: CodeDocument): boolean {
  const isRunning = document.runs.newest?.running ?? false;
  const isReady = document.phase === "open" && !isRunning && !document.runs.isWanted;
  return isReady && document.role !== "viewer" && document.info.language !== PLAIN && !needsAccount(desk);
}

function othersIn(desk: CodeDesk, document: CodeDocument): string[] {
  const { state } = desk.session;
  const room = state.conversations.get(document.info.rid || document.info.room);
  return [...(room?.members.values() ?? [])].filter((name) => !same(name, state.me)).sort();
}

type HeadProps = {
  document: CodeDocument;
  me: string;
  leave: () => void;
  find: (name: string) => void;
  buttons: preact.ComponentChildren;
};

function Head({ document, me, leave, find, buttons }: HeadProps) {
  const { info, people } = document;
  return (
    <header class="code-head">
      <div class="code-row">
        <button type="button" class="button" onClick={leave} aria-label={t("code.all")} title={t("code.all")}>
          ‹
        </button>
        <h1 dir="auto">{harmless(info.title)}</h1>
        <span class="pill">{harmless(info.language)}</span>
        <span class="faint code-saved">{savedWords(document)}</span>
        <span class="code-fill" />
        {buttons}
      </div>
      <ul class="code-people" aria-label={t("code.people", { names: "" })}>
        {people.slice(0, PEOPLE_SHOWN).map((name) => (
          <li key={name} class={`code-name-${hueOf(name)}`} dir="auto">
            {same(name, me) ? (
              t("code.you", { name: harmless(name) })
            ) : (
              <button type="button" title={t("code.show_person", { name: harmless(name) })} onClick={() => find(name)}>
                {harmless(name)}
              </button>
            )}
          </li>
        ))}
        {people.length > PEOPLE_SHOWN && <li class="faint">{t("code.more_people", { n: people.length - PEOPLE_SHOWN })}</li>}
      </ul>
    </header>
  );
}

export function savedWords(document: CodeDocument): string {
  const { phase, pending, role, info } = document;
  if (phase === "gone") return t("code.gone");
  if (!pending.isSaved) return t(phase === "away" ? "code.offline_unsaved" : "code.saving");
  if (!document.canEdit) return info.closed ? t("code.closed") : t("code.read_only", { role: roleName(role) });
  return t(phase === "away" ? "code.offline" : "code.saved");
}

type Role = "viewer" | "runner" | "editor" | "owner" | "none";
const roleName = (role: string): string => t(`code.role.${role as Role}`);

type ButtonsProps = {
  document: CodeDocument;
  desk: CodeDesk;
  past: boolean;
  setPast: (past: boolean) => void;
  show: (sheet: Sheet) => void;
  editor: () => CodeEditor | null;
};

function Buttons({ document, desk, past, setPast, show, editor }: ButtonsProps) {
  const isRunning = document.runs.newest?.running ?? false;
  const runs = document.info.language !== PLAIN;
  return (
    <>
      {runs && (
        <>
          <button type="button" class="button primary" title="Ctrl-Enter" disabled={!mayRun(desk, document)} onClick={() => document.startRun()}>
            {t(needsAccount(desk) ? "code.run_with_account" : "code.run")}
          </button>
          <button type="button" class="button" disabled={!isRunning} onClick={() => document.runs.stop()}>
            {t("code.stop")}
          </button>
        </>
      )}
      <button type="button" class="button" onClick={() => show("share")}>
        {t("code.invite")}
      </button>
      <button type="button" class="button" aria-pressed={past} onClick={() => setPast(!past)}>
        {t("code.history")}
      </button>
      <Menu label={t("code.more")} items={menuOf(document, desk, past, show, editor)} />
    </>
  );
}

function menuOf(
  document: CodeDocument,
  desk: CodeDesk,
  past: boolean,
  show: (sheet: Sheet) => void,
  editor: () => CodeEditor | null,
): MenuItem[] {
  const { isOwner } = document;
  const { title, language } = document.info;
  const shown = () => document.past.text ?? document.pending.doc.toString();
  return [
    { label: t("code.find"), act: () => editor()?.find(), disabled: past },
    { label: t("code.go_to"), act: () => editor()?.goToLine(), disabled: past },
    { label: t("code.fork"), act: () => show("fork") },
    { label: t("code.save_file"), act: () => download(fileName(title, language), new Blob([shown()])) },
    { label: t("code.save_patch"), act: () => void patch(desk, document) },
    { label: t("code.rename"), act: () => show("rename"), disabled: !isOwner },
    { label: t("code.class"), act: () => show("class"), disabled: !isOwner },
    { label: t("code.close"), act: () => show("close"), disabled: !isOwner || document.info.closed === true },
  ];
}

async function patch(desk: CodeDesk, document: CodeDocument): Promise<void> {
  const { doc, title, language } = document.info;
  const since = document.past.version;
  document.refused = since === null ? t("code.choose_version") : "";
  if (since !== null) {
    const answer = await desk.session.ask({ cmd: "code_diff", doc, since });
    if (answer.event === "error") document.refused = answer.text;
    else if (answer.event === "document_diff" && answer.patch) download(`${fileName(title, language)}.patch`, new Blob([answer.patch]));
    else document.refused = t("code.nothing_changed");
  }
  desk.tick.value++;
}

// What went wrong, and one's own text when it could not be saved.
// `tick` is what makes it draw again: the document is the same object.
function Notice({ document }: { document: CodeDocument; tick: number }) {
  const [copied, setCopied] = useState(false);
  const [, draw] = useState(0);
  const { copies, refused } = document;
  if (!refused && !copies.length) return null;
  const copy = async () => {
    const text = copies.at(-1) ?? "";
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      download(fileName(document.info.title, document.info.language), new Blob([text])); // no clipboard at a plain-http address
    }
  };
  const dismiss = () => {
    document.refused = "";
    document.copies = [];
    draw((count) => count + 1);
  };
  return (
    <div class="code-notice" role="alert">
      <span class="wrong code-fill">{harmless(refused)}</span>
      {copies.length > 0 && (
        <button type="button" class="button" onClick={() => void copy()}>
          {t(copied ? "code.copied" : "code.copy_text")}
        </button>
      )}
      <button type="button" class="button" onClick={dismiss}>
        {t("code.dismiss")}
      </button>
    </div>
  );
}
