// A passage: its field, what of it the site has not confirmed, and what the site says of it.

import { RichField } from "rich-field";
import { filled, texts } from "./client.mjs";
import { store } from "./store.mjs";

export class Passage {
  constructor(element) {
    this.element = element;
    this.id = element.dataset.id;
    this.textarea = element.querySelector("[data-field]");
    this.entry = null; // what the site has not confirmed
    this.waits = false; // for the person: it could not be written as it is
    if (!this.textarea) return;
    this.seen = element.querySelector("[data-seen]").value;
    this.source = element.querySelector("[data-source]").value;
    if ("isRich" in element.dataset) this.enrich();
    this.confirmed = this.textarea.dataset.value ?? this.value;
    this.textarea.addEventListener("input", () => this.typed());
    element.addEventListener("keydown", (event) => this.pressed(event));
  }

  enrich() {
    const part = this.element.querySelector("[data-part=formatting]");
    const links = [...part.querySelectorAll("[data-link]")].map((link) => ({
      id: link.dataset.link,
      text: link.textContent,
      lang: link.lang,
    }));
    const emphasis = part.dataset.emphasis.split(" ").filter(Boolean);
    const names = { b: texts.bold, i: texts.italic, code: texts.code };
    this.rich = new RichField(this.textarea, {
      emphasis,
      links,
      name: (kind, text) => names[kind] ?? filled(texts.link, { text }),
    });
    if (this.rich.buttons.length) {
      part.replaceChildren(...this.rich.buttons);
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", texts.formatting);
      part.hidden = false;
    }
  }

  get value() {
    return this.rich ? this.rich.value : this.textarea.value;
  }

  set value(text) {
    if (this.rich) this.rich.value = text;
    else this.textarea.value = text;
    grow(this.textarea);
  }

  focus() {
    (this.rich ?? this.textarea).focus();
  }

  /** A term of the glossary, where the caret is or was. */
  insert(text) {
    if (!this.textarea || this.textarea.readOnly) return;
    this.focus();
    document.execCommand("insertText", false, text);
  }

  get isToDo() {
    return "isToDo" in this.element.dataset;
  }

  typed() {
    if ("isLine" in this.textarea.dataset && this.textarea.value.includes("\n")) {
      this.textarea.value = this.textarea.value.replace(/\s*\n\s*/g, " ");
    }
    grow(this.textarea);
    if (this.value === this.confirmed && !this.waits) {
      this.entry = null;
      store.drop(this.id);
    } else {
      this.say({ typed: this.value });
    }
  }

  /** Something to be saved: what was typed, or how the passage is to be taken. */
  say(given) {
    this.waits = false;
    this.entry = { id: this.id, typed: this.value, source: this.source, seen: this.seen, how: "person", ...given };
    store.put(this.id, this.entry);
  }

  confirm(sent) {
    store.drop(this.id, sent.typed);
    this.confirmed = sent.typed;
    if (this.entry === sent) this.entry = null;
  }

  pressed(event) {
    if (event.key === "Enter" && event.target === this.textarea && "isLine" in this.textarea.dataset) {
      event.preventDefault();
    }
  }

  /** What the site says of the passage now; `sent` is what it was told of it in the same breath. */
  update(detail, sent, conflict) {
    this.element.dataset.mark = detail.mark;
    this.element.dataset.state = detail.state;
    const wasToDo = this.isToDo;
    this.element.toggleAttribute("data-is-to-do", detail.to_do);
    if (wasToDo && !detail.to_do) this.element.dataset.wasToDo = "";
    this.replaceParts(detail.html);
    if (!this.textarea) return;
    // What somebody is still typing keeps the text that it was written over, so that a conflict is seen as one.
    if (!conflict && (!this.entry || sent)) {
      this.seen = detail.seen;
      this.source = detail.source;
      if (this.entry) this.entry = { ...this.entry, seen: this.seen };
      this.element.querySelector("[data-seen]").value = this.seen;
      this.element.querySelector("[data-source]").value = this.source;
      if (!this.entry) {
        const value = detail.value;
        if (this.value !== value) this.value = value;
        this.confirmed = this.value;
      }
    }
    this.now = conflict ? { seen: detail.now, value: detail.now_value } : null;
    const isLeft = detail.state === "left";
    this.textarea.readOnly = isLeft;
    if (this.rich) this.rich.readOnly = isLeft;
  }

  replaceParts(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const part of this.element.querySelectorAll("[data-part]:not([data-part=formatting])")) {
      const fresh = parsed.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!fresh || fresh.outerHTML === part.outerHTML) continue;
      const hadFocus = part.contains(document.activeElement);
      part.replaceWith(document.adoptNode(fresh));
      if (hadFocus) (this.textarea ? this : this.element).focus();
    }
  }

  mark(isWrong) {
    const field = this.rich?.element ?? this.textarea;
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** Where the style sheet cannot do it (field-sizing). */
export function grow(textarea) {
  if (CSS.supports("field-sizing", "content") || textarea.hidden) return;
  textarea.style.blockSize = "auto";
  textarea.style.blockSize = `${textarea.scrollHeight + 2}px`;
}
