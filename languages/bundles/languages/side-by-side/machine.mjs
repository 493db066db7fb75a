// Machine translation of what is left to do; the site asks the service.

import { queue } from "./autosave.mjs";
import { client, form, texts } from "./client.mjs";
import { Answer, post } from "./requests.mjs";
import { tell } from "./status.mjs";

export async function translateRest(button) {
  const error = form.querySelector("[data-machine-error]");
  error.textContent = "";
  button.disabled = true;
  tell("saving", texts.translating);
  try {
    await queue.now();
    await post(client.machine, {});
    await queue.now({ refresh: true });
  } catch (problem) {
    if (!(problem instanceof Answer)) throw problem;
    error.textContent = problem.text;
    queue.later();
  } finally {
    button.disabled = false;
  }
}
