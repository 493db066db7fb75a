// Somebody else has changed the same passage meanwhile: one text or the other.

import { store } from "./store.mjs";

export function keepMine(passage) {
  passage.seen = passage.now.seen;
  passage.say({});
}

export function takeTheirs(passage) {
  const { seen, value } = passage.now;
  passage.entry = null;
  passage.waits = false;
  store.drop(passage.id);
  passage.seen = seen;
  passage.value = value;
  passage.confirmed = passage.value;
  passage.mark(false);
  passage.element.dataset.mark = ""; // shown anew
}
