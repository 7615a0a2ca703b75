// What every page can do when scripts run. Each part only improves something that works without it.
import { setUpToasts, showWords } from "./toasts.js";
import { setUpForms } from "./forms.js";
import { setUpSuggestions } from "./suggest.js";
import { setUpTime } from "./time.js";

const parts = [setUpToasts, setUpForms, setUpSuggestions, setUpTime, showWhereWeAre, focusOnRefusal];

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

// A strip of links that is wider than a phone begins at the page that is open.
function showWhereWeAre(root) {
  for (const link of root.querySelectorAll?.("nav [aria-current='page']") ?? []) {
    let strip = link.parentElement;
    while (strip.scrollWidth <= strip.clientWidth && !strip.matches("nav")) strip = strip.parentElement;
    const [shown, all] = [link.getBoundingClientRect(), strip.getBoundingClientRect()];
    if (shown.left < all.left || shown.right > all.right) strip.scrollLeft += shown.left - all.left - (all.width - shown.width) / 2;
  }
}

function focusOnRefusal(root) {
  const refusal = root.querySelector?.("[data-takes-focus]") ?? root.querySelector?.("[aria-invalid='true']");
  refusal?.focus();
}
