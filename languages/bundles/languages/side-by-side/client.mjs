// What the page hands to the script: its form, addresses and texts.

export const client = JSON.parse(document.getElementById("side-by-side-client").textContent);
export const form = document.getElementById("side-by-side");
export const texts = client.texts;

/** A text with its placeholders, `%(name)s`, filled in. */
export const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
