/** Rooms and groups, invitations, and who is connected. */

import { useState } from "preact/hooks";
import { harmless } from "../ui/names";
import { exact } from "../ui/times";
import type { AdminDesk } from "./desk";
import { t } from "./text";
import { Field, RowForm, Table, useAnswer } from "./widgets";

const DAY = 86_400;

interface ListedRoom {
  id: number;
  name: string;
  kind: string;
  topic: string;
  last: number;
  here: number;
}

export function Rooms({ desk }: { desk: AdminDesk }) {
  const [after, setAfter] = useState(0);
  const [told, reload] = useAnswer(desk, () => desk.administer({ cmd: "rooms_list", after }), after);
  const remove = ({ name }: ListedRoom) => {
    desk.question.value = {
      text: t("ask_room", { name: harmless(name) }),
      action: t("delete_room"),
      password: false,
      run: async () => {
        const answer = await desk.ask({ cmd: "delete_chatroom", room: name });
        if (answer.event === "error") return String(answer.text);
        desk.tell(answer);
        reload();
        return "";
      },
    };
  };
  const removeEmpty = () => {
    desk.question.value = {
      text: t("ask_empty"),
      action: t("delete_empty"),
      password: true,
      run: async (password) => {
        const answer = await desk.administer({ cmd: "rooms_delete_empty" }, password);
        if (answer.event === "error") return String(answer.text);
        desk.tell(answer);
        reload();
        return "";
      },
    };
  };
  const keep = async ({ room = "", seconds = "" }) => {
    desk.tell(await desk.administer({ cmd: "room_retention", room, change: true, seconds: seconds ? Number(seconds) : null }));
  };
  return (
    <>
      <div class="admin-row">
        <RowForm label={t("kept_for")} action={t("set")} run={(fields) => void keep(fields)}>
          <Field label={t("room")} name="room" required />
          <Field label={t("kept_for")} name="seconds" type="number" />
        </RowForm>
        <button class="button" onClick={removeEmpty}>{t("delete_empty")}</button>
      </div>
      <Table<ListedRoom>
        label={t("rooms")}
        rows={told?.rooms as ListedRoom[] | undefined}
        columns={[
          { head: t("name"), cell: ({ name }) => harmless(name) },
          { head: t("kind"), cell: ({ kind }) => kind },
          { head: t("here"), cell: ({ here }) => here, number: true },
          { head: t("lines"), cell: ({ last }) => last, number: true },
          { head: t("topic"), cell: ({ topic }) => harmless(topic) },
          { head: t("actions"), cell: (room) => room.id !== 1 && room.kind === "public" && <button class="button danger" onClick={() => remove(room)}>{t("delete_room")}</button> },
        ]}
      />
      {told?.next ? <button class="button" onClick={() => setAfter(Number(told.next))}>{t("more")}</button> : null}
    </>
  );
}

interface Invited {
  id: string;
  by: string;
  expires: number;
  uses: number;
  room: string;
}

export function Invitations({ desk }: { desk: AdminDesk }) {
  const [told, reload] = useAnswer(desk, () => desk.ask({ cmd: "invitations" }));
  const make = async ({ room = "", uses = "1", days = "7" }) => {
    const answer = await desk.ask({ cmd: "invitation", room, uses: Number(uses), seconds: Number(days) * DAY });
    desk.tell(answer, ({ token }) => t("link_is", { url: `${location.origin}/i/${String(token)}` }));
    reload();
  };
  const revoke = async (id: string) => {
    desk.tell(await desk.ask({ cmd: "uninvite", id }));
    reload();
  };
  return (
    <>
      <RowForm label={t("make_invitation")} action={t("make_invitation")} run={(fields) => void make(fields)}>
        <Field label={t("into_room")} name="room" />
        <Field label={t("uses")} name="uses" type="number" value="1" required />
        <Field label={t("days")} name="days" type="number" value="7" required />
      </RowForm>
      <Table<Invited>
        label={t("invitations")}
        rows={told?.invitations as Invited[] | undefined}
        columns={[
          { head: t("into"), cell: ({ room }) => harmless(room) || t("the_server") },
          { head: t("by"), cell: ({ by }) => harmless(by) || "chatctl" },
          { head: t("left"), cell: ({ uses }) => uses, number: true },
          { head: t("until"), cell: ({ expires }) => exact(expires) },
          { head: t("actions"), cell: ({ id }) => <button class="button" onClick={() => void revoke(id)}>{t("revoke")}</button> },
        ]}
      />
    </>
  );
}

interface Connected {
  name: string;
  address: string;
  dialect: string;
  seconds: number;
  rooms: number;
}

export function Sessions({ desk }: { desk: AdminDesk }) {
  const [told, reload] = useAnswer(desk, () => desk.administer({ cmd: "sessions" }));
  return (
    <>
      <button class="button" onClick={reload}>{t("reload")}</button>
      <Table<Connected>
        label={t("sessions")}
        rows={told?.sessions as Connected[] | undefined}
        columns={[
          { head: t("who"), cell: ({ name }) => harmless(name) },
          { head: t("address"), cell: ({ address }) => address },
          { head: t("dialect"), cell: ({ dialect }) => dialect },
          { head: t("rooms"), cell: ({ rooms }) => rooms, number: true },
          { head: t("since"), cell: ({ seconds }) => t("seconds", { n: Math.round(seconds) }), number: true },
        ]}
      />
    </>
  );
}
