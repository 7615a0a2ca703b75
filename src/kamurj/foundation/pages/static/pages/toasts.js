// Messages at the foot of the page: they leave by themselves unless they ask for something or somebody is reading them.
const READING_MS = 7000;

export function setUpToasts(root) {
  const fresh = root.matches?.(".toast") ? [root] : (root.querySelectorAll?.(".toast") ?? []);
  for (const toast of fresh) leaveLater(toast);
}

export function showWords(templateId) {
  const words = document.getElementById(templateId);
  const shelf = document.getElementById("toasts");
  if (!words || !shelf) return;
  const copy = words.content.cloneNode(true);
  const toast = copy.querySelector(".toast");
  shelf.append(copy);
  leaveLater(toast);
}

function leaveLater(toast) {
  if (toast.dataset.timed || toast.dataset.tone === "bad") return;
  toast.dataset.timed = "yes";
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), READING_MS + toast.textContent.length * 40); };
  const stop = () => clearTimeout(timer);
  for (const hold of ["pointerenter", "focusin"]) toast.addEventListener(hold, stop);
  for (const go of ["pointerleave", "focusout"]) toast.addEventListener(go, start);
  start();
}
