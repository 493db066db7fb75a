// The buttons of the form: those of a passage, and those for all of them.

import { queue } from "./autosave.mjs";
import { client, form } from "./client.mjs";
import { keepMine, takeTheirs } from "./conflict.mjs";
import { translateRest } from "./machine.mjs";
import { passages } from "./passages.mjs";
import { fillAll, takeOffer } from "./suggestions.mjs";

const acts = {
  left: (passage) => passage.say({ how: "left", typed: "" }),
  unleave: (passage) => passage.say({ how: "copy", typed: "" }),
  accept: (passage) => passage.say({}),
  mine: keepMine,
  theirs: takeTheirs,
  offer: takeOffer,
};

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
