// Texts that are offered for a passage.

import { form } from "./client.mjs";
import { passages } from "./passages.mjs";

export function takeOffer(passage, number) {
  const offer = passage.element.querySelectorAll("[data-part=offers] [data-value]")[number];
  passage.value = offer.dataset.value;
  passage.say({});
  passage.focus();
}

/** Exact matches, for all that is to do. */
export function fillAll() {
  for (const passage of passages.values()) {
    const offer = passage.element.querySelector("[data-is-exact]");
    if (!passage.isToDo || passage.entry || !offer) continue;
    passage.value = offer.dataset.value;
    passage.say({ how: "byMachine" in offer.dataset ? "machine" : "person" });
  }
  form.querySelector("[data-fill]").hidden = true;
}
