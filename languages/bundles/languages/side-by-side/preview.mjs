// The preview: the page as readers will see it, on a phone or a desk.

import { queue } from "./autosave.mjs";
import { form } from "./client.mjs";

const preview = document.getElementById("sbs-preview");
const frame = preview.querySelector("iframe");

function fit() {
  const pressed = preview.querySelector("[data-width][aria-pressed=true]");
  const box = preview.querySelector(".sbs-preview-frame");
  const width = Number(pressed.dataset.width);
  const scale = Math.min(1, box.clientWidth / width);
  frame.style.inlineSize = `${width}px`;
  frame.style.blockSize = `${box.clientHeight / scale}px`;
  frame.style.transform = scale === 1 ? "" : `scale(${scale})`;
}

form.querySelector("[data-preview]").addEventListener("click", async (event) => {
  event.preventDefault();
  const address = event.currentTarget.href;
  preview.showModal();
  fit();
  await queue.now();
  frame.src = address;
});
preview.querySelector("[data-close]").addEventListener("click", () => preview.close());
preview.addEventListener("close", () => frame.removeAttribute("src"));
for (const button of preview.querySelectorAll("[data-width]")) {
  button.addEventListener("click", () => {
    for (const other of preview.querySelectorAll("[data-width]")) other.setAttribute("aria-pressed", String(other === button));
    fit();
  });
}
addEventListener("resize", () => preview.open && fit());
