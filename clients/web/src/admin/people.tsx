/** Accounts: their roles, passwords and devices; creating and erasing them. */

import { useState } from "preact/hooks";
import type { Administer } from "../model/types";
import { harmless } from "../ui/names";
import { exact } from "../ui/times";
import type { AdminDesk, Told } from "./desk";
import { type Key, t } from "./text";
import { Field, RowForm, Table, useAnswer } from "./widgets";

interface User {
  id: number;
  name: string;
  role: string;
  here: boolean;
  left: number | null;
  disabled: boolean;
  bot_of: string;
}

const ROLES = ["user", "moderator", "admin", "owner"] as const;

export function People({ desk }: { desk: AdminDesk }) {
  const [after, setAfter] = useState(0);
  const [sought, setSought] = useState("");
  const [told, reload] = useAnswer(
    desk,
    () => desk.administer(sought ? { cmd: "users_find", name: sought } : { cmd: "users_list", after }),
    `${after} ${sought}`,
  );
  const confirmed = (text: Key, action: Key, name: string, todo: Administer["do"], words?: (told: Told) => string) => {
    desk.question.value = {
      text: t(text, { name: harmless(name) }),
      action: t(action),
      password: true,
      run: async (password) => {
        const answer = await desk.administer(todo, password);
        if (answer.event === "error") return String(answer.text);
        desk.tell(answer, words);
        reload();
        return "";
      },
    };
  };
  const shownPassword = (answer: Told) => (answer.password ? t("password_is", { name: String(answer.name), password: String(answer.password) }) : t("done"));
  const giveRole = async (user: User, role: string) => {
    desk.tell(await desk.ask({ cmd: "role", name: user.name, role, room: "*" }));
    reload();
  };
  return (
    <>
      <div class="admin-row">
        <RowForm label={t("find")} action={t("find")} run={({ name = "" }) => setSought(name)}>
          <Field label={t("name")} name="name" />
        </RowForm>
        <RowForm
          label={t("add_account")}
          action={t("add")}
          run={({ name = "" }) => confirmed("ask_add", "add", name, { cmd: "users_add", name, role: "user" }, shownPassword)}
        >
          <Field label={t("add_account")} name="name" required />
        </RowForm>
      </div>
      <Table<User>
        label={t("people")}
        rows={told?.users as User[] | undefined}
        columns={[
          { head: t("name"), cell: ({ name, bot_of }) => <>{harmless(name)}{bot_of && <small> {t("bot_of", { owner: harmless(bot_of) })}</small>}</> },
          {
            head: t("role"),
            cell: (user) =>
              user.bot_of || user.name === desk.session.state.me || user.role === "guest" ? (
                t(`role_${ROLES.find((each) => each === user.role) ?? "user"}`)
              ) : (
                <select class="input" aria-label={t("role_of", { name: harmless(user.name) })} value={user.role} onChange={(event) => void giveRole(user, event.currentTarget.value)}>
                  {ROLES.map((role) => <option key={role} value={role}>{t(`role_${role}`)}</option>)}
                </select>
              ),
          },
          { head: t("last_here"), cell: ({ here, left }) => (here ? t("here_now") : left ? exact(left) : "") },
          { head: t("state"), cell: ({ disabled }) => (disabled ? t("disabled") : "") },
          {
            head: t("actions"),
            cell: ({ name, id, bot_of }) =>
              bot_of || name === desk.session.state.me ? null : (
                <span class="admin-actions">
                  <button class="button" onClick={() => confirmed("ask_password", "new_password", name, { cmd: "users_password", name }, shownPassword)}>{t("new_password")}</button>
                  <button class="button" onClick={() => confirmed("ask_sign_out", "sign_out", name, { cmd: "tokens_revoke", name, id: "all" })}>{t("sign_out")}</button>
                  <button class="button" onClick={() => confirmed("ask_disable", "disable", name, { cmd: "users_disable", name })}>{t("disable")}</button>
                  <button
                    class="button danger"
                    onClick={() =>
                      confirmed("ask_erase", "erase", name, { cmd: "users_erase", name: `#${id}` }, (answer) => t("erased", { name: harmless(name), now: String(answer.now) }))
                    }
                  >
                    {t("erase")}
                  </button>
                </span>
              ),
          },
        ]}
      />
      {told?.next ? <button class="button" onClick={() => setAfter(Number(told.next))}>{t("more")}</button> : null}
    </>
  );
}
