// The code documents on the page: a chunk that is loaded when the first of them is opened.

import { render } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { loadStyle } from "../ui/load";
import { CodeDesk, type PageSession } from "./desk";
import { DocumentList } from "./list";
import { DocumentScreen } from "./screen";
import { t } from "./text";

// `room` is an id or a name; `doc` an id, a title, or the token of a link: without one the room's documents are shown.
// `show` is told what is open now; `close` leads back to the conversation.
export type CodeArgs = {
  room: string;
  doc?: string;
  close(): void;
  show(place: { room: string; doc?: string; title?: string }): void;
};

export function mount(host: HTMLElement, session: PageSession, args: CodeArgs): () => void {
  const desk = CodeDesk.of(session);
  let isHere = true;
  void loadStyle("/web/code.css").then(() => {
    if (isHere) render(<Code desk={desk} args={args} />, host);
  });
  return () => {
    isHere = false;
    render(null, host);
  };
}

// Sends what the last page could not save.
export function resume(session: PageSession): void {
  CodeDesk.of(session);
}

function Code({ desk, args }: { desk: CodeDesk; args: CodeArgs }) {
  const [doc, setDoc] = useState("");
  const [wrong, setWrong] = useState("");
  const [wanted, want] = useState(args.doc ?? ""); // opened as soon as there is a connection
  const [isOpening, setOpening] = useState(false);
  const isOnline = desk.session.status.value.kind === "online";
  void desk.tick.value;
  const open = async (name: string) => {
    setWrong("");
    setOpening(true);
    const opened = await desk.open(name, args.room);
    setOpening(false);
    if (opened.doc) setDoc(opened.doc);
    setWrong(opened.wrong);
  };
  useLayoutEffect(() => {
    desk.code.opened = setDoc;
    return () => {
      desk.code.opened = () => {};
    };
  }, []);
  useEffect(() => {
    if (!wanted || !isOnline) return;
    want("");
    void open(wanted);
  }, [isOnline]);
  const document = desk.code.documents.get(doc);
  const title = document?.info.title;
  useEffect(() => args.show({ room: args.room, ...(document && { doc, title }) }), [doc, title]);
  if (document) {
    return <DocumentScreen key={doc} desk={desk} document={document} leave={() => setDoc("")} open={(name) => void open(name)} />;
  }
  return (
    <section class="code-screen" aria-label={t("code.documents")}>
      <header class="code-head">
        <div class="code-row">
          <button type="button" class="button" onClick={args.close} aria-label={t("code.back")} title={t("code.back")}>
            ‹
          </button>
          <h1>{t("code.documents")}</h1>
        </div>
      </header>
      {isOpening || wanted ? (
        <p class="faint code-list">{t(isOnline ? "code.loading" : "code.not_connected")}</p>
      ) : (
        <DocumentList desk={desk} room={args.room} wrong={wrong} open={(name) => void open(name)} />
      )}
    </section>
  );
}
