// The filter: all passages, or what is to do.

import { form } from "./client.mjs";
import { passages } from "./passages.mjs";

const filters = { all: form.querySelector("[data-show-all]"), todo: form.querySelector("[data-show-todo]") };

export function showFilter() {
  const isEmpty = form.dataset.show === "todo" && !form.querySelector("[data-is-to-do], [data-was-to-do]");
  form.querySelector("[data-empty]").hidden = !isEmpty;
}

for (const [show, link] of Object.entries(filters)) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    form.dataset.show = show;
    for (const passage of passages.values()) delete passage.element.dataset.wasToDo;
    for (const [name, other] of Object.entries(filters)) {
      if (name === show) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    history.replaceState(null, "", `?show=${show}`);
    showFilter();
  });
}
