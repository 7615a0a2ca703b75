// What the store app can do when scripts run; each part only improves a page that works without it.
import { setUpCash } from "./cash.js";
import { setUpScanner, setUpWedge } from "./scan.js";
import { setUpTally } from "./tally.js";
import { setUpTill } from "./till.js";

const parts = [setUpCash, setUpScanner, setUpCounts, setUpTally];

for (const part of parts) part(document);
setUpWedge();
setUpTill();
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  for (const part of parts) part(event.target);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});

// What belongs to a quantity is asked only where there is one.
function setUpCounts(root) {
  for (const input of root.querySelectorAll?.("input[data-counts]") ?? []) {
    const asked = document.getElementById(input.dataset.counts);
    const follow = () => asked?.toggleAttribute("data-resting", Number(input.value || 0) === 0);
    input.addEventListener("change", follow);
    input.addEventListener("input", follow);
    follow();
  }
}
