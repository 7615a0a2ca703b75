// A search field with suggestions (WAI-ARIA combobox): the list comes as HTML from data-suggests, arrows walk through it.
const PAUSE_MS = 160;

export function setUpSuggestions(root) {
  for (const input of root.querySelectorAll?.("input[data-suggests]") ?? []) new Suggestions(input);
}

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    if (!this.list || input.dataset.ready) return;
    input.dataset.ready = "yes";
    input.addEventListener("input", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("focus", () => this.list.childElementCount && this.show());
    document.addEventListener("pointerdown", (event) => {
      if (!input.form.contains(event.target)) this.hide();
    });
    input.form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !input.form.contains(event.relatedTarget)) this.hide();
    });
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    this.asked?.abort();
    const text = this.input.value.trim();
    if (text.length < 2) {
      this.hide();
      return;
    }
    this.asked = new AbortController();
    const address = new URL(this.input.dataset.suggests, location.href);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: this.asked.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      this.list.innerHTML = await answer.text();
      if (this.options().length && document.activeElement === this.input) this.show();
      else this.hide();
    } catch (refusal) {
      if (refusal.name !== "AbortError") this.hide();
    }
  }

  options() {
    return [...this.list.querySelectorAll("[role='option']")];
  }

  onKey(event) {
    const options = this.options();
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.hide();
    } else if (event.key === "Enter" && !this.list.hidden && at >= 0) {
      event.preventDefault();
      (options[at].querySelector("a") ?? options[at].closest("a"))?.click();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
      event.preventDefault();
      this.show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(options[(at + step + options.length) % options.length] ?? options[0]);
    }
  }

  choose(chosen) {
    for (const option of this.options()) option.setAttribute("aria-selected", String(option === chosen));
    this.input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  show() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    for (const option of this.options()) option.setAttribute("aria-selected", "false");
  }
}
