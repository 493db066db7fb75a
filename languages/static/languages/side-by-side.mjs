// Saves a translation as somebody types. Until the site has confirmed a passage, it is kept in this browser as well.

import { RichField } from "rich-field";

const client = JSON.parse(document.getElementById("side-by-side-client").textContent);
const form = document.getElementById("side-by-side");
const { texts } = client;
const DEBOUNCE = 1000;
const LONGEST_WAIT = 5000;
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;
const PING = 10000;
const ANSWER = 30000;

const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
const token = form.querySelector("[name=csrfmiddlewaretoken]");

// What this browser keeps --------------------------------------------------------------------------------------------

const store = {
  prefix: `side-by-side:${client.page}:${client.user}:`,
  works: true,
  put(id, entry) {
    try {
      localStorage.setItem(this.prefix + id, JSON.stringify(entry));
    } catch {
      this.works = false; // a private window, or a full one
    }
  },
  /** Another tab of the same person may have put a newer text there. */
  drop(id, typed) {
    try {
      const kept = JSON.parse(localStorage.getItem(this.prefix + id) ?? "null");
      if (kept && (typed === undefined || kept.typed === typed)) localStorage.removeItem(this.prefix + id);
    } catch {
      this.works = false;
    }
  },
  all() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
      return keys.map((key) => ({ ...JSON.parse(localStorage.getItem(key)), id: key.slice(this.prefix.length) }));
    } catch {
      return [];
    }
  },
};

// Passages -----------------------------------------------------------------------------------------------------------

class Passage {
  constructor(element) {
    this.element = element;
    this.id = element.dataset.id;
    this.textarea = element.querySelector("[data-field]");
    this.entry = null; // what the site has not confirmed
    this.waits = false; // for the person: it could not be written as it is
    if (!this.textarea) return;
    this.seen = element.querySelector("[data-seen]").value;
    this.source = element.querySelector("[data-source]").value;
    if ("isRich" in element.dataset) this.enrich();
    this.confirmed = this.textarea.dataset.value ?? this.value;
    this.textarea.addEventListener("input", () => this.typed());
    element.addEventListener("keydown", (event) => this.pressed(event));
  }

  enrich() {
    const part = this.element.querySelector("[data-part=formatting]");
    const links = [...part.querySelectorAll("[data-link]")].map((link) => ({
      id: link.dataset.link,
      text: link.textContent,
      lang: link.lang,
    }));
    const emphasis = part.dataset.emphasis.split(" ").filter(Boolean);
    const names = { b: texts.bold, i: texts.italic, code: texts.code };
    this.rich = new RichField(this.textarea, {
      emphasis,
      links,
      name: (kind, text) => names[kind] ?? filled(texts.link, { text }),
    });
    if (this.rich.buttons.length) {
      part.replaceChildren(...this.rich.buttons);
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", texts.formatting);
      part.hidden = false;
    }
  }

  get value() {
    return this.rich ? this.rich.value : this.textarea.value;
  }

  set value(text) {
    if (this.rich) this.rich.value = text;
    else this.textarea.value = text;
    grow(this.textarea);
  }

  focus() {
    (this.rich ?? this.textarea).focus();
  }

  /** A term of the glossary, where the caret is or was. */
  insert(text) {
    if (!this.textarea || this.textarea.readOnly) return;
    this.focus();
    document.execCommand("insertText", false, text);
  }

  get isToDo() {
    return "isToDo" in this.element.dataset;
  }

  typed() {
    if ("isLine" in this.textarea.dataset && this.textarea.value.includes("\n")) {
      this.textarea.value = this.textarea.value.replace(/\s*\n\s*/g, " ");
    }
    grow(this.textarea);
    if (this.value === this.confirmed && !this.waits) {
      this.entry = null;
      store.drop(this.id);
    } else {
      this.say({ typed: this.value });
    }
    queue.later();
  }

  /** Something to be saved: what was typed, or how the passage is to be taken. */
  say(given) {
    this.waits = false;
    this.entry = { id: this.id, typed: this.value, source: this.source, seen: this.seen, how: "person", ...given };
    store.put(this.id, this.entry);
  }

  confirm(sent) {
    store.drop(this.id, sent.typed);
    this.confirmed = sent.typed;
    if (this.entry === sent) this.entry = null;
  }

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      queue.now();
      nextToDo(this)?.focus();
    } else if (event.key === "Enter" && event.target === this.textarea && "isLine" in this.textarea.dataset) {
      event.preventDefault();
    }
  }

  /** What the site says of the passage now; `sent` is what it was told of it in the same breath. */
  update(detail, sent, conflict) {
    this.element.dataset.mark = detail.mark;
    this.element.dataset.state = detail.state;
    const wasToDo = this.isToDo;
    this.element.toggleAttribute("data-is-to-do", detail.to_do);
    if (wasToDo && !detail.to_do) this.element.dataset.wasToDo = "";
    this.replaceParts(detail.html);
    if (!this.textarea) return;
    // What somebody is still typing keeps the text that it was written over, so that a conflict is seen as one.
    if (!conflict && (!this.entry || sent)) {
      this.seen = detail.seen;
      this.source = detail.source;
      if (this.entry) this.entry = { ...this.entry, seen: this.seen };
      this.element.querySelector("[data-seen]").value = this.seen;
      this.element.querySelector("[data-source]").value = this.source;
      if (!this.entry) {
        const value = detail.value;
        if (this.value !== value) this.value = value;
        this.confirmed = this.value;
      }
    }
    this.now = conflict ? { seen: detail.now, value: detail.now_value } : null;
    const isLeft = detail.state === "left";
    this.textarea.readOnly = isLeft;
    if (this.rich) this.rich.readOnly = isLeft;
  }

  replaceParts(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const part of this.element.querySelectorAll("[data-part]:not([data-part=formatting])")) {
      const fresh = parsed.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!fresh || fresh.outerHTML === part.outerHTML) continue;
      const hadFocus = part.contains(document.activeElement);
      part.replaceWith(document.adoptNode(fresh));
      if (hadFocus) (this.textarea ? this : this.element).focus();
    }
  }

  mark(isWrong) {
    const field = this.rich?.element ?? this.textarea;
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** Where the style sheet cannot do it (field-sizing). */
function grow(textarea) {
  if (CSS.supports("field-sizing", "content") || textarea.hidden) return;
  textarea.style.blockSize = "auto";
  textarea.style.blockSize = `${textarea.scrollHeight + 2}px`;
}

const passages = new Map();
for (const element of form.querySelectorAll("[data-id]")) passages.set(element.dataset.id, new Passage(element));

function nextToDo(from) {
  const all = [...passages.values()].filter((one) => one.textarea);
  const place = all.indexOf(from);
  return [...all.slice(place + 1), ...all.slice(0, place)].find((one) => one.isToDo && !one.entry);
}

// What is said of the state ------------------------------------------------------------------------------------------

const saved = form.querySelector("[data-saved]");

function tell(state, text, link) {
  if (saved.dataset.state === state && saved.dataset.text === text) return;
  saved.dataset.state = state;
  saved.dataset.text = text;
  saved.replaceChildren(text);
  if (link) {
    const anchor = Object.assign(document.createElement("a"), { href: link, target: "_blank", textContent: texts.sign_in });
    saved.append(" ", anchor);
  }
  if (state === "attention") {
    const shows = Object.assign(document.createElement("button"), {
      type: "button",
      className: "sbs-act",
      textContent: texts.show_first,
    });
    shows.addEventListener("click", () => firstMarked()?.focus());
    saved.append(" ", shows);
  }
}

function notice(key, text, button, act, quotes = []) {
  const place = form.querySelector("[data-notices]");
  if (place.querySelector(`[data-notice="${key}"]`)) return;
  const element = document.createElement("div");
  element.className = "sbs-notice";
  element.dataset.notice = key;
  element.setAttribute("role", "status");
  element.append(Object.assign(document.createElement("p"), { textContent: text }));
  for (const quote of quotes) element.append(Object.assign(document.createElement("blockquote"), { textContent: quote }));
  const pressed = Object.assign(document.createElement("button"), {
    type: "button",
    className: "sbs-act",
    textContent: button,
  });
  pressed.addEventListener("click", () => {
    element.remove();
    act();
  });
  element.append(pressed);
  place.append(element);
}

function showProgress({ done, total, to_do: toDo }) {
  const bar = form.querySelector("[data-progress]");
  bar.max = total;
  bar.value = done;
  form.querySelector("[data-progress-text]").textContent = filled(texts.progress, { done, total });
  form.querySelector("[data-to-do]").textContent = toDo;
  showFilter();
}

// Saving -------------------------------------------------------------------------------------------------------------

class Answer extends Error {
  constructor(state, text, { link, retry = true } = {}) {
    super(text);
    Object.assign(this, { state, text, link, retry });
  }
}

async function ask(url, options = {}) {
  const headers = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json", ...options.headers };
  try {
    return await fetch(url, {
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER),
      ...options,
      headers,
    });
  } catch {
    throw new Answer("offline", texts.offline);
  }
}

const json = (response) => response.json().catch(() => null);

/** After signing in anew the token against forgery is another one. */
async function renewToken() {
  const response = await ask(client.passages);
  const said = response.ok ? await json(response) : null;
  if (!said?.token) {
    if (response.status >= 500) throw new Answer("failed", texts.failed);
    throw new Answer("signed-out", texts.signed_out, { link: client.login });
  }
  if (said.user !== client.user) throw new Answer("signed-out", texts.somebody_else, { link: client.login });
  token.value = said.token;
}

async function post(url, body, options = {}, isSecondTry = false) {
  const response = await ask(url, {
    ...options,
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
  });
  const said = await json(response);
  if (response.ok && said) return said;
  if (said?.error) throw new Answer(said.code, said.error, { retry: said.code === "locked" });
  if (!isSecondTry && (response.status === 403 || response.type === "opaqueredirect")) {
    await renewToken();
    return post(url, body, options, true);
  }
  throw new Answer("failed", texts.failed);
}

const queue = {
  sitting: null,
  latest: client.latest,
  running: null,
  timer: 0,
  since: 0,
  retry: FIRST_RETRY,

  unsaved: () => [...passages.values()].filter((passage) => passage.entry),
  ready: () => [...passages.values()].filter((passage) => passage.entry && !passage.waits),

  later(wait = DEBOUNCE) {
    if (!this.unsaved().length) {
      clearTimeout(this.timer);
      tell("saved", texts.saved);
      return;
    }
    if (saved.dataset.state === "saved" || !saved.dataset.state) tell("waiting", texts.waiting);
    if (!store.works) tell("unkept", texts.kept_by_itself);
    this.since ||= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), Math.min(wait, Math.max(0, this.since + LONGEST_WAIT - Date.now())));
  },

  /** Save what is not saved; resolves when that is done or has failed. */
  async now(options = {}) {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.ready().length && !options.drop && !options.keep && !options.refresh) return;
    this.running = this.send(options);
    await this.running;
    this.running = null;
  },

  async send({ drop = [], keep = [], keepalive = false }) {
    this.since = 0;
    const sent = new Map(this.ready().map((passage) => [passage.id, passage.entry]));
    if (sent.size) tell("saving", texts.saving);
    const known = Object.fromEntries([...passages.values()].map((one) => [one.id, one.element.dataset.mark]));
    try {
      const entries = [...sent.values()];
      const said = await post(client.passages, { entries, drop, keep, known, sitting: this.sitting }, { keepalive });
      this.received(said, sent);
      this.retry = FIRST_RETRY;
    } catch (problem) {
      if (!(problem instanceof Answer)) throw problem;
      tell(problem.state, problem.text, problem.link);
      if (!store.works) tell("unkept", `${problem.text} ${texts.kept_by_itself}`);
      if (problem.retry) this.again();
    }
  },

  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), this.retry);
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
  },

  received(said, sent) {
    if (said.revision) this.sitting = said.revision;
    if (said.latest) this.latest = said.latest;
    for (const [id, entry] of sent) {
      const passage = passages.get(id);
      const isWrong = id in said.problems || said.conflicts.includes(id);
      if (isWrong && passage.entry === entry) passage.waits = true;
      passage.mark(isWrong);
      if (!isWrong) passage.confirm(entry);
    }
    for (const detail of said.passages) {
      const conflict = said.conflicts.includes(detail.id);
      const isTaken = sent.has(detail.id) && !conflict && !(detail.id in said.problems);
      passages.get(detail.id)?.update(detail, isTaken, conflict);
    }
    showProgress(said.progress);
    if (said.moved_on) notice("moved-on", texts.moved_on, texts.reload, () => location.reload());
    if (this.ready().length) this.later();
    else if (this.unsaved().length) tell("attention", texts.attention);
    else tell("saved", texts.saved);
  },
};

addEventListener("online", () => queue.now());
addEventListener("focus", () => queue.now());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") queue.now({ keepalive: true });
});
addEventListener("beforeunload", (event) => {
  if (!store.works && queue.unsaved().length) event.preventDefault();
});

// Buttons ------------------------------------------------------------------------------------------------------------

const firstMarked = () => [...passages.values()].find((passage) => passage.waits) ?? queue.unsaved()[0];

const acts = {
  left: (passage) => passage.say({ how: "left", typed: "" }),
  unleave: (passage) => passage.say({ how: "copy", typed: "" }),
  accept: (passage) => passage.say({}),
  mine(passage) {
    passage.seen = passage.now.seen;
    passage.say({});
  },
  theirs(passage) {
    const { seen, value } = passage.now;
    passage.entry = null;
    passage.waits = false;
    store.drop(passage.id);
    passage.seen = seen;
    passage.value = value;
    passage.confirmed = passage.value;
    passage.mark(false);
    passage.element.dataset.mark = ""; // shown anew
  },
  offer(passage, number) {
    const offer = passage.element.querySelectorAll("[data-part=offers] [data-value]")[number];
    passage.value = offer.dataset.value;
    passage.say({});
    passage.focus();
  },
};

function fillAll() {
  for (const passage of passages.values()) {
    const offer = passage.element.querySelector("[data-is-exact]");
    if (!passage.isToDo || passage.entry || !offer) continue;
    passage.value = offer.dataset.value;
    passage.say({ how: "byMachine" in offer.dataset ? "machine" : "person" });
  }
  form.querySelector("[data-fill]").hidden = true;
}

async function translateRest(button) {
  const error = form.querySelector("[data-machine-error]");
  error.textContent = "";
  button.disabled = true;
  tell("saving", texts.translating);
  try {
    await queue.now();
    await post(client.machine, {});
    await queue.now({ refresh: true });
  } catch (problem) {
    if (!(problem instanceof Answer)) throw problem;
    error.textContent = problem.text;
    queue.later();
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const passage = passages.get(copy.closest("[data-id]").dataset.id);
    passage.value = copy.dataset.copy;
    passage.focus();
    return;
  }
  const term = event.target.closest("[data-term]");
  if (term) {
    passages.get(term.closest("[data-id]").dataset.id).insert(term.dataset.term);
    return;
  }
  const button = event.target.closest("button[name=act]");
  if (!button || client.locked) return;
  const [act, ...rest] = button.value.split(":");
  const passage = passages.get(button.closest("[data-id]")?.dataset.id);
  if (act === "publish" || act === "submit") return;
  event.preventDefault();
  if (act === "fill") fillAll();
  else if (act === "machine") return void translateRest(button);
  else if (act === "drop" || act === "keep") return void queue.now({ [act]: [passage.id], refresh: true });
  else if (passage) acts[act](passage, rest.at(-1));
  queue.now({ refresh: true });
});

let isFlushed = false;
form.addEventListener("submit", async (event) => {
  if (isFlushed) return;
  event.preventDefault();
  await queue.now();
  await new Promise((done) => setTimeout(done)); // a form does not submit anew while it is telling of a submission
  if (queue.unsaved().length) {
    if (saved.dataset.state === "saved") tell("attention", texts.attention);
    firstMarked()?.focus();
    return;
  }
  isFlushed = true;
  form.requestSubmit(event.submitter);
});

// The PO file is made of, and compared with, what is saved.
const upload = document.querySelector("[data-upload]");
upload?.addEventListener("submit", async (event) => {
  if (!queue.unsaved().length) return;
  event.preventDefault();
  await queue.now();
  if (queue.unsaved().length) firstMarked()?.focus();
  else upload.submit();
});
document.querySelector("[data-download]").addEventListener("click", async (event) => {
  if (!queue.unsaved().length) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  await queue.now();
  if (queue.unsaved().length) firstMarked()?.focus();
  else location.assign(href);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    queue.now();
  }
});

// The filter ---------------------------------------------------------------------------------------------------------

const filters = { all: form.querySelector("[data-show-all]"), todo: form.querySelector("[data-show-todo]") };

function showFilter() {
  const isEmpty = form.dataset.show === "todo" && !form.querySelector("[data-is-to-do], [data-was-to-do]");
  form.querySelector("[data-empty]").hidden = !isEmpty;
}

for (const [show, link] of Object.entries(filters)) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    form.dataset.show = show;
    for (const passage of passages.values()) delete passage.element.dataset.wasToDo;
    for (const [name, other] of Object.entries(filters)) {
      if (name === show) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    history.replaceState(null, "", `?show=${show}`);
    showFilter();
  });
}

// The preview --------------------------------------------------------------------------------------------------------

const preview = document.getElementById("sbs-preview");
const frame = preview.querySelector("iframe");

function fit() {
  const pressed = preview.querySelector("[data-width][aria-pressed=true]");
  const box = preview.querySelector(".sbs-preview-frame");
  const width = Number(pressed.dataset.width);
  const scale = Math.min(1, box.clientWidth / width);
  frame.style.inlineSize = `${width}px`;
  frame.style.blockSize = `${box.clientHeight / scale}px`;
  frame.style.transform = scale === 1 ? "" : `scale(${scale})`;
}

form.querySelector("[data-preview]").addEventListener("click", async (event) => {
  event.preventDefault();
  const address = event.currentTarget.href;
  preview.showModal();
  fit();
  await queue.now();
  frame.src = address;
});
preview.querySelector("[data-close]").addEventListener("click", () => preview.close());
preview.addEventListener("close", () => frame.removeAttribute("src"));
for (const button of preview.querySelectorAll("[data-width]")) {
  button.addEventListener("click", () => {
    for (const other of preview.querySelectorAll("[data-width]")) other.setAttribute("aria-pressed", String(other === button));
    fit();
  });
}
addEventListener("resize", () => preview.open && fit());

// Who else is here ---------------------------------------------------------------------------------------------------

let lastTyped = 0;
form.addEventListener("input", () => {
  lastTyped = Date.now();
});

async function ping() {
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

// Coming back --------------------------------------------------------------------------------------------------------

function putBack() {
  const back = [];
  const homeless = [];
  for (const kept of store.all()) {
    const leaf = kept.id.replace(/#\d+$/, "");
    const passage =
      [passages.get(kept.id)].find((one) => one?.source === kept.source) ??
      [...passages.values()].find((one) => one.source === kept.source && one.id.startsWith(`${leaf}#`)) ??
      passages.get(kept.id);
    if (!passage?.textarea) {
      homeless.push(kept);
    } else if (kept.how !== "person" || kept.typed === passage.confirmed) {
      store.drop(kept.id);
    } else {
      if (passage.id !== kept.id) store.drop(kept.id);
      back.push([passage, passage.confirmed]);
      passage.value = kept.typed;
      passage.say({ seen: kept.seen });
    }
  }
  if (back.length) {
    notice("restored", texts.restored, texts.discard, () => {
      for (const [passage, before] of back) {
        if (before) {
          passage.value = before;
          passage.say({});
        } else {
          passage.value = "";
          passage.say({ how: "copy", typed: "" });
        }
      }
      queue.now();
    });
    queue.later();
  }
  if (homeless.length) {
    const quotes = homeless.map((kept) => kept.typed);
    notice("homeless", texts.lost_place, texts.discard, () => homeless.forEach((kept) => store.drop(kept.id)), quotes);
  }
}

form.classList.add("sbs-with-script");
if (!client.locked) {
  putBack();
  for (const passage of passages.values()) if (passage.textarea) grow(passage.textarea);
  const meant = passages.get(document.getElementById(location.hash.slice(1))?.dataset.id);
  if (meant?.textarea) {
    meant.focus();
    // Wagtail says above the page why it leads here: out of sight. Without a script the bar has it, too.
    const said = document.querySelector(".messages > .error, .messages > ul > .error")?.cloneNode(true);
    said?.querySelectorAll("button").forEach((button) => button.remove());
    if (said) tell("refused", said.textContent.trim());
  }
}
ping();
