/** The model: the state of the client and its fold, a twin of chatservice/client/model. */

export { Conversation, isCounted } from "./conversation";
export { foldEvent } from "./folding/table";
export type { Notice, NoticeBody, NoticeKind } from "./notice";
export { fold, idOf, LOBBY, same } from "./names";
export { ClientState } from "./state";
export type { Alert } from "./state";
