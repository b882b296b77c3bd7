/** What is chosen on this device, and what the server keeps for all devices. */

import type { ComponentChildren } from "preact";
import { LANGUAGES, t, type TextKey } from "../text";
import { choices, type Choices, choose, SCALES, THEMES } from "./choices";
import { useChat } from "./context";
import { PushSetting } from "../push/setting";
import { canNotify } from "./notify";
import { done, Frame, type SheetProps } from "./sheet_frame";

export function SettingsSheet(_: { about: SheetProps }) {
  const chat = useChat();
  const { theme, scale, language, notify, previews } = choices.value;
  const { chosen } = chat.state;
  const setOnServer = (name: string, value: string) => void done(chat, { cmd: "set", name, value }).then((wrong) => wrong && chat.toast(wrong, true));
  const askToNotify = async (on: boolean) => {
    const allowed = on && (await Notification.requestPermission()) === "granted";
    choose({ notify: allowed });
    if (on && !allowed) chat.toast(t("notify_denied"), true);
  };
  return (
    <Frame title={t("settings")} wide>
      <div class="settings">
        <Segments legend={t("theme")} name="theme" values={THEMES} value={theme} label={(each) => t(`theme_${each}` as TextKey)} choose={(to) => choose({ theme: to as Choices["theme"] })} />
        <Segments legend={t("size")} name="scale" values={SCALES.map(String)} value={String(scale)} label={(each) => `${each} %`} choose={(to) => choose({ scale: Number(to) })} />
        <Segments legend={t("language")} name="language" values={["auto", ...Object.keys(LANGUAGES)]} value={language} label={(each) => (each === "auto" ? t("theme_auto") : LANGUAGES[each as keyof typeof LANGUAGES])} choose={(to) => choose({ language: to as Choices["language"] })} />
        <Group legend={t("notifications")}>
          {canNotify() ? (
            <label class="check"><input type="checkbox" checked={notify} onChange={(event) => void askToNotify(event.currentTarget.checked)} /> {t("notify_here")}</label>
          ) : (
            <p class="meta">{t("notify_impossible")}</p>
          )}
          <PushSetting session={chat.session} hasAccount={chat.state.account} isOnline={chat.isHere} />
          <label class="field">
            <span class="label">{t("quiet_hours")}</span>
            <input class="input" defaultValue={chosen.quiet ?? ""} placeholder="22:00-07:00" onChange={(event) => setOnServer("quiet", event.currentTarget.value.trim())} />
          </label>
          <label class="field">
            <span class="label">{t("keywords")}</span>
            <input class="input" defaultValue={(chosen.keywords ?? []).join(", ")} onChange={(event) => setOnServer("keywords", event.currentTarget.value.trim())} />
          </label>
        </Group>
        <Group legend={t("privacy")}>
          <label class="check"><input type="checkbox" checked={chosen.seen ?? true} onChange={(event) => setOnServer("seen", event.currentTarget.checked ? "on" : "off")} /> {t("show_seen")}</label>
          <label class="check"><input type="checkbox" checked={chosen.typing ?? true} onChange={(event) => setOnServer("typing", event.currentTarget.checked ? "on" : "off")} /> {t("show_typing")}</label>
          {chat.state.hasPreviews && <label class="check"><input type="checkbox" checked={previews} onChange={(event) => choose({ previews: event.currentTarget.checked })} /> {t("show_previews")}</label>}
        </Group>
        <p class="meta"><a href="/api/v1/docs" target="_blank" rel="noopener">{t("api")}</a></p>
      </div>
      <div class="sheet-buttons"><button class="button primary" onClick={() => (chat.sheet.value = null)}>{t("close")}</button></div>
    </Frame>
  );
}

function Group({ legend, children }: { legend: string; children: ComponentChildren }) {
  return <fieldset><legend>{legend}</legend>{children}</fieldset>;
}

interface SegmentsProps {
  legend: string;
  name: string;
  values: readonly string[];
  value: string;
  label: (value: string) => string;
  choose: (value: string) => void;
}

function Segments({ legend, name, values, value, label, choose: take }: SegmentsProps) {
  return (
    <Group legend={legend}>
      <div class="segments">
        {values.map((each) => (
          <label key={each}><input type="radio" name={name} checked={each === value} onChange={() => take(each)} />{label(each)}</label>
        ))}
      </div>
    </Group>
  );
}
