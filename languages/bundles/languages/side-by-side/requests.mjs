// Asking the site, and what it means when it does not answer as it should.

import { client, form, texts } from "./client.mjs";

const ANSWER = 30000;

/** The token against forgery. */
export const token = form.querySelector("[name=csrfmiddlewaretoken]");

/** Why something was not done: `state` is shown by the bar, `retry` says whether to try again by and by. */
export class Answer extends Error {
  constructor(state, text, { link, retry = true } = {}) {
    super(text);
    Object.assign(this, { state, text, link, retry });
  }
}

export async function ask(url, options = {}) {
  const headers = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json", ...options.headers };
  try {
    return await fetch(url, {
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER),
      ...options,
      headers,
    });
  } catch {
    throw new Answer("offline", texts.offline);
  }
}

export const json = (response) => response.json().catch(() => null);

/** After signing in anew the token is another one. */
async function renewToken() {
  const response = await ask(client.passages);
  const said = response.ok ? await json(response) : null;
  if (!said?.token) {
    if (response.status >= 500) throw new Answer("failed", texts.failed);
    throw new Answer("signed-out", texts.signed_out, { link: client.login });
  }
  if (said.user !== client.user) throw new Answer("signed-out", texts.somebody_else, { link: client.login });
  token.value = said.token;
}

export async function post(url, body, options = {}, isSecondTry = false) {
  const response = await ask(url, {
    ...options,
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
  });
  const said = await json(response);
  if (response.ok && said) return said;
  if (said?.error) throw new Answer(said.code, said.error, { retry: said.code === "locked" });
  if (!isSecondTry && (response.status === 403 || response.type === "opaqueredirect")) {
    await renewToken();
    return post(url, body, options, true);
  }
  throw new Answer("failed", texts.failed);
}
