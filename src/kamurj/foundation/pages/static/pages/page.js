// What every page can do when scripts run. Each part only improves something that works without it.
import { setUpToasts, showWords } from "./toasts.js";
import { setUpForms } from "./forms.js";
import { setUpSuggestions } from "./suggest.js";
import { setUpTime } from "./time.js";

const parts = [setUpToasts, setUpForms, setUpSuggestions, setUpTime, focusOnRefusal];

for (const part of parts) part(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  for (const part of parts) part(event.target);
});

document.addEventListener("htmx:sendError", () => showWords("words-offline"));
document.addEventListener("htmx:responseError", () => showWords("words-failed"));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest(closer.dataset.closes)?.remove();
  if (event.target.matches("dialog")) event.target.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function focusOnRefusal(root) {
  const refusal = root.querySelector?.("[data-takes-focus]") ?? root.querySelector?.("[aria-invalid='true']");
  refusal?.focus();
}
