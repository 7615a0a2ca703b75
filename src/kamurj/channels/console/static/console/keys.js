// Keys: `/` searches, j and k walk a list, Enter opens, n and b turn pages, g and a letter go somewhere, ? shows them.
const WAIT_MILLISECONDS = 1200;
let chosen = null;
let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const act = Date.now() < going ? goTo : ACTIONS[event.key];
  going = 0;
  if (act && act(event.key) !== false) event.preventDefault();
});

const ACTIONS = {
  "/": () => focusOn(document.getElementById("everything")),
  "?": () => document.getElementById("shortcuts")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => chosen !== null && step(1),
  ArrowUp: () => chosen !== null && step(-1),
  n: () => follow("a[rel='next']"),
  b: () => follow("a[rel='prev'], a[rel='first']"),
  g: () => {
    going = Date.now() + WAIT_MILLISECONDS;
  },
};

function goTo(key) {
  return follow(`.rail [data-go="${CSS.escape(key)}"]`);
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return link !== null;
}

function focusOn(field) {
  field?.focus();
  field?.select();
}

// The rows of every list of the page, top to bottom; the link in a row takes the focus, so Enter opens it.
function step(by) {
  const links = [...document.querySelectorAll("[data-list] .row-link")];
  if (!links.length) return false;
  const at = links.indexOf(chosen);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  mark(links[next]);
  return true;
}

function mark(link) {
  for (const row of document.querySelectorAll("[data-chosen]")) delete row.dataset.chosen;
  chosen = link;
  link.closest("tr, li").dataset.chosen = "";
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-list] .row-link")) mark(event.target);
});
