// Who else is here: told, and asked for, every few seconds.

import { queue } from "./autosave.mjs";
import { client, filled, form, texts } from "./client.mjs";
import { ask, json, token } from "./requests.mjs";

const PING = 10000;

let lastTyped = 0;
form.addEventListener("input", () => {
  lastTyped = Date.now();
});

export async function ping() {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token.value);
  if (Date.now() - lastTyped < 6 * PING) body.set("is_editing", "1");
  if (queue.latest) {
    body.set("revision_id", queue.latest.id);
    body.set("revision_created_at", queue.latest.at);
  }
  const response = await ask(client.ping, { method: "POST", body }).catch(() => null);
  const said = response?.ok ? await json(response) : null;
  if (!said) return;
  client.ping = said.ping_url;
  client.release = said.release_url;
  const others = said.other_sessions.filter((session) => session.session_id);
  const lines = others.map((session) => {
    const line = document.createElement("p");
    line.textContent = filled(session.is_editing ? texts.editing : texts.here, { name: session.user });
    return line;
  });
  const place = form.querySelector("[data-presence]");
  if (lines.map((line) => line.textContent).join() !== [...place.children].map((one) => one.textContent.trim()).join()) {
    place.replaceChildren(...lines);
  }
  if (said.other_sessions.some((session) => session.revision_id)) queue.now({ refresh: true });
}

setInterval(ping, PING);
addEventListener("pagehide", () => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token.value);
  navigator.sendBeacon(client.release, body);
});
