/** Search, in this conversation or in all: the words of the server's search (`from:`, `in:`) work here too. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import type { FoundPage } from "../model/types";
import { t } from "../text";
import { useChat } from "./context";
import { LineCard } from "./panes";
import { harmlessText } from "./names";

export function SearchPane({ conversation }: { conversation: Conversation | undefined }) {
  const chat = useChat();
  const [here, setHere] = useState(true);
  const [pages, setPages] = useState<FoundPage[]>([]);
  const [state, setState] = useState<"" | "asking" | "none">("");
  const [wrong, setWrong] = useState("");
  const field = useRef<HTMLInputElement>(null);

  const search = async (before: number | null, everywhere = !here) => {
    const text = field.current?.value.trim() ?? "";
    if (!text) return;
    setState("asking");
    setWrong("");
    const room = !everywhere && conversation ? { room: conversation.room } : {};
    const answer = await chat.session.ask({ cmd: "search", text, limit: 30, ...room, ...(before ? { before } : {}) });
    if (answer.event !== "found") {
      setWrong(answer.event === "error" && answer.text ? harmlessText(answer.text) : t("offline"));
      setState("");
      return;
    }
    const all = before ? [...pages, answer] : [answer];
    setPages(all);
    setState(all.some((page) => page.hits.length) ? "" : "none");
    chat.announcer.say(t("n_found", { n: all.reduce((sum, page) => sum + page.hits.length, 0) }));
  };
  const sought = chat.sought.value;
  useEffect(() => {
    if (!sought || !field.current) return;
    field.current.value = sought;
    chat.sought.value = "";
    setHere(false);
    void search(null, true);
  }, [sought]);
  const next = pages[pages.length - 1]?.next;
  return (
    <>
      <form role="search" onSubmit={(event) => (event.preventDefault(), void search(null))}>
        <input ref={field} class="input" type="search" placeholder={t("search_words")} aria-label={t("search_words")} enterkeyhint="search" />
        <div class="segments" role="radiogroup" aria-label={t("search_where")}>
          <label><input type="radio" name="where" checked={here} onChange={() => (setHere(true), void search(null, false))} />{t("search_here")}</label>
          <label><input type="radio" name="where" checked={!here} onChange={() => (setHere(false), void search(null, true))} />{t("search_everywhere")}</label>
        </div>
      </form>
      {wrong && <p class="pane-note wrong" role="alert">{wrong}</p>}
      {state === "none" && <p class="pane-note">{t("none_found")}</p>}
      {pages.flatMap((page) => page.hits).map((hit) => <LineCard key={hit.line.id} line={hit.line} room={here ? "" : hit.line.room} sought={pages[0]?.text ?? ""} />)}
      {state === "asking" && <p class="pane-note" role="status">{t("loading")}</p>}
      {next && state === "" ? <p class="pane-note"><button class="button" onClick={() => void search(next)}>{t("search_more")}</button></p> : null}
      {!pages.length && state === "" && !wrong && <p class="pane-note">{t("search_hint")}</p>}
    </>
  );
}
