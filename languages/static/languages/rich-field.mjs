// A field for a passage with emphasis and links. What it holds is always a string that the site accepts: text, the
// kinds of emphasis that the original has, and the original's links, by their ids.

const EMPHASIS = { B: "b", STRONG: "b", I: "i", EM: "i", CODE: "code" };
const PLAIN = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escaped = (text) => text.replace(/[&<>]/g, (sign) => PLAIN[sign]);

export class RichField {
  /** `emphasis`: names of elements; `links`: [{id, text, lang}]; `name(kind, text)` words the buttons. */
  constructor(textarea, { emphasis, links, name }) {
    this.textarea = textarea;
    this.kinds = new Map(emphasis.map((tag) => [EMPHASIS[tag.toUpperCase()], tag]));
    this.links = links;
    this.element = document.createElement("div");
    this.element.className = textarea.className;
    this.element.setAttribute("role", "textbox");
    this.element.setAttribute("aria-multiline", "true");
    for (const attribute of ["lang", "dir", "aria-labelledby", "aria-describedby"]) {
      this.element.setAttribute(attribute, textarea.getAttribute(attribute));
    }
    this.element.tabIndex = 0;
    this.value = textarea.value;
    this.readOnly = textarea.readOnly;
    textarea.hidden = true;
    textarea.after(this.element);
    this.buttons = this.makeButtons(name);
    this.listen();
  }

  // The string ---------------------------------------------------------------------------------------------------

  get value() {
    return this.write(this.element).replace(/(?:<br\/>|\s)+$/, "").replace(/^\s+/, "");
  }

  set value(string) {
    const parsed = new DOMParser().parseFromString(string, "text/html").body;
    this.element.replaceChildren(...this.read(parsed));
    this.textarea.value = string;
  }

  write(node) {
    let text = "";
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        text += escaped(child.data.replace(/\n/g, " "));
      } else if (child.nodeName === "BR") {
        text += "<br/>";
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        text += this.around(child, this.write(child));
      }
    }
    return text;
  }

  around(element, inner) {
    if (!inner) return "";
    const tag = this.kinds.get(EMPHASIS[element.nodeName]);
    if (tag) return `<${tag}>${inner}</${tag}>`;
    const id = element.nodeName === "A" && element.getAttribute("href")?.slice(1);
    if (this.links.some((link) => link.id === id)) return `<a id="${id}">${inner}</a>`;
    return inner;
  }

  read(node) {
    return [...node.childNodes].flatMap((child) => {
      if (child.nodeType === Node.TEXT_NODE) return [document.createTextNode(child.data)];
      if (child.nodeType !== Node.ELEMENT_NODE) return [];
      const inner = this.read(child);
      let element = null;
      if (child.nodeName === "A") {
        element = document.createElement("a");
        element.setAttribute("href", `#${child.id}`);
      } else if (child.nodeName === "BR" || EMPHASIS[child.nodeName]) {
        element = document.createElement(child.nodeName);
      }
      element?.append(...inner);
      return element ? [element] : inner;
    });
  }

  // What a person does -------------------------------------------------------------------------------------------

  listen() {
    this.element.addEventListener("paste", (event) => this.insertPlain(event, event.clipboardData));
    this.element.addEventListener("drop", (event) => this.insertPlain(event, event.dataTransfer));
    this.element.addEventListener("beforeinput", (event) => {
      const formats = { formatBold: "b", formatItalic: "i" };
      const isUnknown = event.inputType.startsWith("format") && !this.kinds.has(formats[event.inputType]);
      if (isUnknown || event.inputType === "insertParagraph") event.preventDefault();
    });
    this.element.addEventListener("input", () => this.changed());
    document.addEventListener("selectionchange", () => this.showPressed());
  }

  changed() {
    this.textarea.value = this.value;
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  insertPlain(event, data) {
    event.preventDefault();
    const text = data.getData("text/plain").replace(/\s+/g, " ");
    if (text) document.execCommand("insertText", false, text);
  }

  makeButtons(name) {
    const make = (kind, label, lang, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sbs-format";
      button.dataset.kind = kind;
      button.setAttribute("aria-pressed", "false");
      button.textContent = label;
      if (lang) button.title = label;
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
      button.addEventListener("click", () => {
        this.element.focus();
        act();
        this.changed();
        this.showPressed();
      });
      return button;
    };
    const buttons = [...this.kinds.keys()].map((kind) => make(kind, name(kind), "", () => this.emphasise(kind)));
    return [
      ...buttons,
      ...this.links.map((link) => make(link.id, name("link", link.text), link.lang, () => this.link(link))),
    ];
  }

  emphasise(kind) {
    const commands = { b: "bold", i: "italic" };
    if (commands[kind]) {
      document.execCommand("styleWithCSS", false, false);
      document.execCommand(commands[kind]);
      return;
    }
    const [range, inside] = [this.range(), this.within(kind)];
    if (inside) inside.replaceWith(...inside.childNodes);
    else if (range && !range.collapsed) {
      const element = document.createElement(kind);
      element.append(range.extractContents());
      range.insertNode(element);
    }
  }

  link(link) {
    const inside = this.within("a");
    if (inside) {
      const isSame = inside.getAttribute("href") === `#${link.id}`;
      getSelection().selectAllChildren(inside);
      document.execCommand("unlink");
      if (isSame) return;
    }
    if (this.range()?.collapsed) {
      document.execCommand("insertText", false, link.text);
      for (let step = 0; step < link.text.length; step += 1) getSelection().modify("extend", "backward", "character");
    }
    document.execCommand("createLink", false, `#${link.id}`);
    getSelection().collapseToEnd();
  }

  range() {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    return range && this.element.contains(range.commonAncestorContainer) ? range : null;
  }

  /** The element of a kind around the caret. */
  within(kind) {
    const node = this.range()?.commonAncestorContainer;
    const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const names = { b: "b, strong", i: "i, em" };
    const found = element?.closest(names[kind] ?? kind);
    return found && found !== this.element && this.element.contains(found) ? found : null;
  }

  showPressed() {
    if (!this.range()) return;
    for (const button of this.buttons) {
      const { kind } = button.dataset;
      const inside = this.links.some((link) => link.id === kind)
        ? this.within("a")?.getAttribute("href") === `#${kind}`
        : Boolean(this.within(kind));
      button.setAttribute("aria-pressed", String(inside));
    }
  }

  get readOnly() {
    return this.element.getAttribute("contenteditable") === "false";
  }

  set readOnly(is) {
    this.element.setAttribute("contenteditable", is ? "false" : "true");
    this.element.setAttribute("aria-readonly", String(is));
  }

  focus() {
    this.element.focus();
  }
}
