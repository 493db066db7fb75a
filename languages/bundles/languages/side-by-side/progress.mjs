// How far the translation is.

import { filled, form, texts } from "./client.mjs";
import { showFilter } from "./filter.mjs";

export function showProgress({ done, total, to_do: toDo }) {
  const bar = form.querySelector("[data-progress]");
  bar.max = total;
  bar.value = done;
  form.querySelector("[data-progress-text]").textContent = filled(texts.progress, { done, total });
  form.querySelector("[data-to-do]").textContent = toDo;
  showFilter();
}
