// What an editor types is in the language of the page, and not in that of the admin around it: the fields of a form
// carry its `lang` and `dir`, those of blocks and rows that are added later, too. Labels, help and buttons keep the
// admin's own.
//
// Wagtail draws blocks and rich text in the browser and has no place to say this from the server. Its fields name their
// widget in a class (`formatted_field.html`, and the same from its scripts; Wagtail 7.4): only what holds words is
// marked, and no address, day, number or choice.

const WORDS = ["text_input", "admin_auto_height_text_input", "textarea", "draftail_rich_text_area", "admin_tag_widget"];
const FIELD = WORDS.map((name) => `.w-field--${name}`).join();
// Where the words are, and what a block that is folded says of them.
const PLACES = "input:not([type=hidden]), textarea, [contenteditable=true], .tagit-label";
const SUMMARY = ".c-sf-block__title";

const { code, direction } = JSON.parse(document.getElementById("content-language").textContent);

function say(element) {
  element.lang = code;
  // A field whose language is chosen beside it finds its direction by itself.
  if (element.dir !== "auto") element.dir = direction;
}

function sayBelow(root) {
  for (const element of [root, ...root.querySelectorAll(`${PLACES}, ${SUMMARY}`)]) {
    if (element.matches(SUMMARY) || (element.matches(PLACES) && element.closest(FIELD))) say(element);
  }
}

for (const form of document.querySelectorAll("[data-edit-form]")) {
  sayBelow(form);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) sayBelow(node);
    }
  }).observe(form, { childList: true, subtree: true });
}
