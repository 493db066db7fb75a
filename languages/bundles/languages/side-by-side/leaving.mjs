// What leads away from the page waits until everything is saved.

import { queue } from "./autosave.mjs";
import { form, texts } from "./client.mjs";
import { firstMarked, unsaved } from "./passages.mjs";
import { saved, tell } from "./status.mjs";

let isFlushed = false;
form.addEventListener("submit", async (event) => {
  if (isFlushed) return;
  event.preventDefault();
  await queue.now();
  await new Promise((done) => setTimeout(done)); // a form does not submit anew while it is telling of a submission
  if (unsaved().length) {
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
  if (!unsaved().length) return;
  event.preventDefault();
  await queue.now();
  if (unsaved().length) firstMarked()?.focus();
  else upload.submit();
});
document.querySelector("[data-download]").addEventListener("click", async (event) => {
  if (!unsaved().length) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  await queue.now();
  if (unsaved().length) firstMarked()?.focus();
  else location.assign(href);
});
