"""How the reference page of the API looks, and its script, which loads nothing and asks this server alone."""

import base64
import hashlib

from chatservice.net.http.engine.responses import Headers

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } h3 { margin: 2rem 0 .3rem; }
code, pre, textarea, input { font: .9em ui-monospace, monospace; }
pre { overflow-x: auto; padding: .7rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
nav { columns: 12rem; } nav a { display: block; }
textarea, input { width: 100%; box-sizing: border-box; margin: .2rem 0; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; }
td { vertical-align: top; }
"""

# The token stays in the page. What is answered is shown as text.
SCRIPT = """
document.getElementById("here").textContent = location.origin;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const box = button.parentNode;
  if (button.className === "try") {
    const [method, path] = button.value.split(" ");
    const make = (kind, value) => box.appendChild(Object.assign(document.createElement(kind), value));
    make("input", { className: "path", value: path, ariaLabel: "address" });
    if (method !== "GET") make("textarea", { rows: 4, value: button.dataset.body, ariaLabel: "body" });
    make("button", { className: "send", value: method, textContent: "Send" });
    make("pre", { textContent: "" });
    button.remove();
  } else if (button.className === "send") {
    const token = document.getElementById("token").value.trim();
    const body = box.querySelector("textarea");
    const headers = token ? { Authorization: "Bearer " + token } : {};
    if (body) headers["Content-Type"] = "application/json";
    const shown = box.querySelector("pre");
    try {
      const path = box.querySelector("input").value;
      const sent = body ? body.value : undefined;
      const answer = await fetch(path, { method: button.value, headers, body: sent });
      const text = await answer.text();
      shown.textContent = answer.status + " " + answer.statusText + "\\n" + text;
      const login = path.endsWith("/login") && answer.ok && text ? JSON.parse(text).token : "";
      if (login) document.getElementById("token").value = login;
    } catch (error) { shown.textContent = String(error); }
  }
});
"""


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_digest(STYLE)}; script-src {_digest(SCRIPT)}; connect-src 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Headers = ((b"Content-Security-Policy", POLICY.encode()),)
