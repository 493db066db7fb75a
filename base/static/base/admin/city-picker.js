/* The city picker: suggestions while typing (a combobox with a listbox, after the ARIA authoring practices).
   A custom element, so that a row which an editor adds to a form starts by itself. Without this script the text is looked up
   by the server when the form is sent. */

const PAUSE = 180;
let serial = 0;

class CityPicker extends HTMLElement {
  connectedCallback() {
    if (this.text) return;
    this.id_input = this.querySelector("[data-city-id]");
    this.text = this.querySelector("[data-city-text]");
    if (!this.text) {
      // The script came before the rest of the page: the inputs are not read yet.
      document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
      return;
    }
    this.active = -1;
    this.cities = [];

    this.list = document.createElement("ul");
    this.list.id = `city-picker-${(serial += 1)}`;
    this.list.className = "city-picker__list";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "city-picker__status";
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);

    const label = document.querySelector(`label[for="${CSS.escape(this.text.id)}"]`);
    if (label) this.list.setAttribute("aria-label", label.textContent.trim());
    this.text.setAttribute("role", "combobox");
    this.text.setAttribute("aria-autocomplete", "list");
    this.text.setAttribute("aria-expanded", "false");
    this.text.setAttribute("aria-controls", this.list.id);

    this.text.addEventListener("input", (event) => {
      if (event.isTrusted) this.typed();
    });
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.text.addEventListener("blur", () => this.close());
    // Keeps the focus in the input while an option is clicked, so that blur does not close the list first.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  typed() {
    // What is typed now is no longer the city that was picked; the server looks the text up unless another one is picked.
    if (this.id_input.value) {
      this.id_input.value = "";
      this.id_input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const question = this.text.value.trim();
    this.request?.abort();
    if (question.length < 2) {
      this.close();
      this.status.textContent = "";
      return;
    }
    this.request = new AbortController();
    const address = new URL(this.dataset.url, window.location.href);
    address.searchParams.set("q", question);
    try {
      const answer = await fetch(address, {
        headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
        credentials: "same-origin",
        signal: this.request.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show((await answer.json()).cities);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.say(this.dataset.failed, true);
    }
  }

  show(cities) {
    if (document.activeElement !== this.text) return;
    this.cities = cities;
    this.active = -1;
    this.text.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...cities.map((city, index) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${index}`;
        option.className = "city-picker__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.index = String(index);
        option.dir = "auto";
        option.textContent = city.label;
        return option;
      }),
    );
    const open = cities.length > 0;
    this.list.hidden = !open;
    this.text.setAttribute("aria-expanded", String(open));
    if (!open) this.say(this.dataset.none, true);
    else if (cities.length === 1) this.say(this.dataset.one);
    else this.say(this.dataset.many.replace("[count]", String(cities.length)));
  }

  /* Counts are for ears only; what went wrong is for eyes too. */
  say(message, visibly = false) {
    this.status.classList.toggle("city-picker__status--visible", visibly);
    this.status.textContent = message;
  }

  pressed(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        this.ask();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const start = this.active === -1 && step === -1 ? 0 : this.active;
      this.mark((start + step + this.cities.length) % this.cities.length);
    } else if (event.key === "Enter" && open) {
      // Enter would send the form; with an open list it means the marked city, or the first one.
      event.preventDefault();
      this.choose(Math.max(this.active, 0));
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && open && this.active >= 0) {
      this.choose(this.active);
    }
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((option, position) => {
      option.setAttribute("aria-selected", String(position === index));
      if (position === index) {
        this.text.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  choose(index) {
    const city = this.cities[index];
    if (!city) return;
    this.text.value = city.label;
    this.id_input.value = String(city.id);
    this.close();
    this.say("");
    for (const input of [this.text, this.id_input]) {
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.dispatchEvent(new CustomEvent("city-picker:chosen", { bubbles: true, detail: city }));
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.active = -1;
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }
}

if (!customElements.get("city-picker")) customElements.define("city-picker", CityPicker);
