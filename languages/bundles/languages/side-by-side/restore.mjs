// Coming back: what this browser kept, and the site has not confirmed, is put into its fields.

import { queue } from "./autosave.mjs";
import { texts } from "./client.mjs";
import { passages } from "./passages.mjs";
import { notice } from "./status.mjs";
import { store } from "./store.mjs";

export function putBack() {
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
