import { effect } from "@preact/signals";
import { render } from "preact";
import { openSession } from "./net";
import { preferredLanguage, useLanguage } from "./text";
import { App } from "./ui/app";
import { choices, showChoices } from "./ui/choices";
import { readInvitation } from "./ui/invitation";
import { learnLanguages } from "./ui/languages";

const chosenLanguage = () => (choices.value.language === "auto" ? preferredLanguage(navigator.languages) : choices.value.language);

showChoices();
await useLanguage(chosenLanguage()).catch(() => undefined); // English, then
effect(() => void useLanguage(chosenLanguage()));
const host = document.getElementById("app");
if (host) {
  const session = await openSession(`${navigator.platform || "browser"} · web`);
  await readInvitation(location);
  learnLanguages(session);
  session.start();
  host.textContent = "";
  render(<App session={session} />, host);
}
