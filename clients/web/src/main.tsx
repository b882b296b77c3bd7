import { effect } from "@preact/signals";
import { render } from "preact";
import { openSession } from "./net";
import { preferredLanguage, useLanguage } from "./text";
import { App } from "./ui/app";
import { choices, showChoices } from "./ui/choices";

showChoices();
effect(() => void useLanguage(choices.value.language === "auto" ? preferredLanguage(navigator.languages) : choices.value.language));
const host = document.getElementById("app");
if (host) {
  const session = await openSession(`${navigator.platform || "browser"} · web`);
  session.start();
  host.textContent = "";
  render(<App session={session} />, host);
}
