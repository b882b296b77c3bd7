import { session } from "./net/start"; // first, so that it connects while the rest is read
import { effect } from "@preact/signals";
import { render } from "preact";
import { somethingToShow } from "./net";
import { preferredLanguage, useLanguage } from "./text";
import { App } from "./ui/app";
import { dropOldTrees } from "./ui/old_trees";
import { choices, showChoices } from "./ui/choices";
import { readInvitation } from "./ui/invitation";

const chosenLanguage = () => (choices.value.language === "auto" ? preferredLanguage(navigator.languages) : choices.value.language);

const FIRST_WITHIN = 250; // milliseconds for the first lines to come, before the screen is drawn without them

dropOldTrees();
showChoices();
await useLanguage(chosenLanguage()).catch(() => undefined); // English, then
effect(() => void useLanguage(chosenLanguage()));
const host = document.getElementById("app");
if (host) {
  await readInvitation(location);
  await somethingToShow(session, FIRST_WITHIN);
  host.textContent = "";
  render(<App session={session} />, host);
}
