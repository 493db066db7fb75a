// What this browser keeps: each text that the site has not confirmed.

import { client } from "./client.mjs";

export const store = {
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
