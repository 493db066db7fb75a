// All passages of the page, by their ids, in their order.

import { form } from "./client.mjs";
import { Passage } from "./passage.mjs";

export const passages = new Map();
for (const element of form.querySelectorAll("[data-id]")) passages.set(element.dataset.id, new Passage(element));

export const unsaved = () => [...passages.values()].filter((passage) => passage.entry);

/** The first that waits for the person, or else the first that is not saved. */
export const firstMarked = () => [...passages.values()].find((passage) => passage.waits) ?? unsaved()[0];

export function nextToDo(from) {
  const all = [...passages.values()].filter((one) => one.textarea);
  const place = all.indexOf(from);
  return [...all.slice(place + 1), ...all.slice(0, place)].find((one) => one.isToDo && !one.entry);
}
