// Saving: a moment after somebody has typed, and again and again until the site has it.

import { client, texts } from "./client.mjs";
import { passages, unsaved } from "./passages.mjs";
import { showProgress } from "./progress.mjs";
import { Answer, post } from "./requests.mjs";
import { notice, saved, tell } from "./status.mjs";
import { store } from "./store.mjs";

const DEBOUNCE = 1000;
const LONGEST_WAIT = 5000;
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;

export const queue = {
  sitting: null,
  latest: client.latest,
  running: null,
  timer: 0,
  since: 0,
  retry: FIRST_RETRY,

  ready: () => [...passages.values()].filter((passage) => passage.entry && !passage.waits),

  later(wait = DEBOUNCE) {
    if (!unsaved().length) {
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
    else if (unsaved().length) tell("attention", texts.attention);
    else tell("saved", texts.saved);
  },
};

for (const passage of passages.values()) passage.textarea?.addEventListener("input", () => queue.later());
addEventListener("online", () => queue.now());
addEventListener("focus", () => queue.now());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") queue.now({ keepalive: true });
});
addEventListener("beforeunload", (event) => {
  if (!store.works && unsaved().length) event.preventDefault();
});
