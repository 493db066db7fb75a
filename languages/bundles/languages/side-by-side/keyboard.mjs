// Keys: Ctrl+Enter saves and goes on to what is to do next, Ctrl+S saves.

import { queue } from "./autosave.mjs";
import { nextToDo, passages } from "./passages.mjs";

for (const passage of passages.values()) {
  if (!passage.textarea) continue;
  passage.element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    queue.now();
    nextToDo(passage)?.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    queue.now();
  }
});
