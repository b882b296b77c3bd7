/** Marked text as elements: never as HTML. */

import { links, spans, type Span } from "../markup";
import { t } from "../text";
import { CodeBlock } from "./code_block";
import { useQuietChat } from "./context";

interface MarkedProps {
  text: string;
  mention: RegExp | null;
  runs?: { seq: number; room: string };
}

export function Marked({ text, mention, runs }: MarkedProps) {
  let block = 0;
  return (
    <>
      {[...spans(text, mention)].map((span, place) =>
        span.kind === "fence" ? <CodeBlock key={place} text={span.text} language={span.language ?? ""} runs={runs} block={++block} /> : <SpanView key={place} span={span} />,
      )}
    </>
  );
}

function SpanView({ span }: { span: Span }) {
  switch (span.kind) {
    case "code":
      return <code>{span.text}</code>;
    case "bold":
      return <strong>{span.text}</strong>;
    case "italic":
      return <em>{span.text}</em>;
    case "mention":
      return <span class="mention">{span.text}</span>;
    case "link":
      return <OutLink address={span.text} />;
    default:
      return <>{span.text}</>;
  }
}

/** An address in a text. A line of this server opens here; everything else elsewhere, told nothing of this page. */
function OutLink({ address }: { address: string }) {
  const chat = useQuietChat();
  if (!/^https?:\/\//i.test(address)) return <>{address}</>;
  const inside = new RegExp(`^${escaped(location.origin)}/r/([^/]+)/(\\d{1,15})$`).exec(address);
  const open = (event: MouseEvent) => {
    if (!inside || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void chat.jumpTo(decodeURIComponent(inside[1]!), Number(inside[2]));
  };
  return <a href={address} target="_blank" rel="noopener noreferrer nofollow" onClick={open} title={inside ? t("go_to_line") : undefined}>{address}</a>;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Text in which only addresses are marked. */
export function Linked({ text }: { text: string }) {
  return <>{[...links(text)].map((span, place) => <SpanView key={place} span={span} />)}</>;
}
