// What is said of the state: in the bar below, whether everything is saved, and notices above.

import { form, texts } from "./client.mjs";
import { firstMarked } from "./passages.mjs";

export const saved = form.querySelector("[data-saved]");

export function tell(state, text, link) {
  if (saved.dataset.state === state && saved.dataset.text === text) return;
  saved.dataset.state = state;
  saved.dataset.text = text;
  saved.replaceChildren(text);
  if (link) {
    const anchor = Object.assign(document.createElement("a"), { href: link, target: "_blank", textContent: texts.sign_in });
    saved.append(" ", anchor);
  }
  if (state === "attention") {
    const shows = Object.assign(document.createElement("button"), {
      type: "button",
      className: "sbs-act",
      textContent: texts.show_first,
    });
    shows.addEventListener("click", () => firstMarked()?.focus());
    saved.append(" ", shows);
  }
}

export function notice(key, text, button, act, quotes = []) {
  const place = form.querySelector("[data-notices]");
  if (place.querySelector(`[data-notice="${key}"]`)) return;
  const element = document.createElement("div");
  element.className = "sbs-notice";
  element.dataset.notice = key;
  element.setAttribute("role", "status");
  element.append(Object.assign(document.createElement("p"), { textContent: text }));
  for (const quote of quotes) element.append(Object.assign(document.createElement("blockquote"), { textContent: quote }));
  const pressed = Object.assign(document.createElement("button"), {
    type: "button",
    className: "sbs-act",
    textContent: button,
  });
  pressed.addEventListener("click", () => {
    element.remove();
    act();
  });
  element.append(pressed);
  place.append(element);
}
