/** How the bytes of an upload are sent: one request, which may break off. */

export interface Sent {
  status: number; // 0: the connection broke
  offset: number | null; // of `Upload-Offset`
  retryAfter: number;
  problem: string;
}

/** Sends `body` and reports progress in bytes; the result cancels it. */
export type Send = (
  address: string,
  headers: Record<string, string>,
  body: Blob,
  progress: (sent: number) => void,
  ended: (sent: Sent) => void,
) => () => void;

/** By the code, in the server's words, how many seconds to wait. */
export type Words = (code: string, text: string, seconds?: number) => string;

/** By XMLHttpRequest: `fetch` tells nothing of how much was sent. `words` says why something is refused. */
export function sender(words: Words): Send {
  return (address, headers, body, progress, ended) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () =>
      ended({
        status: request.status,
        offset: numberOf(request.getResponseHeader("Upload-Offset")),
        retryAfter: numberOf(request.getResponseHeader("Retry-After")) ?? 0,
        problem: problemOf(request.responseText, words),
      });
    request.onerror = request.ontimeout = () => ended({ status: 0, offset: null, retryAfter: 0, problem: "" });
    request.send(body);
    return () => {
      request.onload = request.onerror = request.ontimeout = null;
      request.upload.onprogress = null;
      request.abort();
    };
  };
}

function numberOf(text: string | null): number | null {
  return text && /^\d+$/.test(text) ? Number(text) : null;
}

/** The words of a problem document (RFC 9457). */
function problemOf(text: string, words: Words): string {
  try {
    const problem = JSON.parse(text) as { code?: unknown; detail?: unknown; title?: unknown; retry_after?: unknown };
    return words(String(problem.code ?? ""), String(problem.detail ?? problem.title ?? ""), Number(problem.retry_after ?? 0));
  } catch {
    return "";
  }
}
