// Saves a translation as somebody types. Until the site has confirmed a passage, it is kept in this browser as well.

import { client, form } from "./side-by-side/client.mjs";
import { grow } from "./side-by-side/passage.mjs";
import { passages } from "./side-by-side/passages.mjs";
import { tell } from "./side-by-side/status.mjs";
import "./side-by-side/autosave.mjs";
import "./side-by-side/buttons.mjs";
import "./side-by-side/leaving.mjs";
import "./side-by-side/keyboard.mjs";
import "./side-by-side/filter.mjs";
import "./side-by-side/preview.mjs";
import { ping } from "./side-by-side/presence.mjs";
import { putBack } from "./side-by-side/restore.mjs";

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
