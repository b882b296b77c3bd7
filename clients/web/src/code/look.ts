// How the editor looks: by the page's own colours, so that it follows its themes without being told.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const HUES = 10;

function remoteColours(): Record<string, Record<string, string>> {
  const rules: Record<string, Record<string, string>> = {};
  for (let hue = 0; hue < HUES; hue++) {
    const colour = `var(--name-${hue})`;
    rules[`.cm-remote-${hue}`] = { backgroundColor: `color-mix(in srgb, ${colour} 28%, transparent)` };
    rules[`.cm-caret-${hue}`] = { borderColor: colour };
    rules[`.cm-caret-${hue} .cm-caret-name`] = { backgroundColor: colour, color: "var(--ground-1)" };
  }
  return rules;
}

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--ground-1)", color: "var(--text)", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono, ui-monospace, monospace)", lineHeight: "1.46" },
  ".cm-content": { caretColor: "var(--text)", padding: "8px 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--ground-1)", color: "var(--faint)", border: "none", paddingLeft: "8px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--ground-3) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 18%, transparent)" },
  ".cm-searchMatch": { backgroundColor: "var(--mention)", outline: "1px solid var(--warn)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--warn) 45%, transparent)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
    outline: "1px solid var(--accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--bad)" },
  ".cm-panels": { backgroundColor: "var(--ground-2)", color: "var(--text)", fontFamily: "system-ui, sans-serif" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-textfield": {
    backgroundColor: "var(--ground-1)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "6px",
    fontSize: "0.875rem", padding: "4px 8px",
  },
  ".cm-button": {
    background: "var(--ground-3)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "6px",
    fontSize: "0.8125rem", padding: "3px 10px",
  },
  ".cm-panel.cm-search [name=close]": { color: "var(--secondary)", fontSize: "1.125rem" },
  ".cm-panel :focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-caret": {
    position: "relative", borderLeft: "2px solid", marginLeft: "-1px", marginRight: "-1px", pointerEvents: "none",
  },
  ".cm-caret-name": {
    position: "absolute", left: "-2px", bottom: "100%", padding: "0 4px", borderRadius: "3px", whiteSpace: "nowrap",
    fontFamily: "system-ui, sans-serif", fontSize: "0.6875rem", lineHeight: "1.4", zIndex: "5", userSelect: "none",
    animation: "cm-name-in-the-way 0s 3s forwards",
  },
  "@keyframes cm-name-in-the-way": { to: { visibility: "hidden" } },
  ".cm-line:first-child .cm-caret-name": { bottom: "auto", top: "100%" },
  ".cm-tooltip": { backgroundColor: "var(--ground-2)", color: "var(--text)", border: "1px solid var(--line)" },
  ...remoteColours(),
});

const colours = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: "var(--code-comment)" },
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.character, tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.escape, tags.atom], color: "var(--code-number)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.labelName, tags.macroName],
    color: "var(--code-function)",
  },
  { tag: [tags.className, tags.typeName, tags.namespace], color: "var(--code-class)" },
  { tag: [tags.standard(tags.name), tags.self, tags.processingInstruction], color: "var(--code-builtin)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

export const look: Extension = [theme, syntaxHighlighting(colours)];
