// Scan counts one: a code adds a piece to the line it belongs to, wherever the hand was.
export function setUpTally(root) {
  for (const scan of root.querySelectorAll?.("[data-tally-scan]") ?? []) setUpScan(scan);
  for (const button of root.querySelectorAll?.("[data-tally-all]") ?? []) {
    button.addEventListener("click", () => {
      for (const input of button.form?.querySelectorAll("input[data-all]") ?? []) input.value = input.dataset.all;
    });
  }
}

function setUpScan(scan) {
  const code = scan.querySelector("input");
  const words = scan.querySelector("[data-tally-words]");
  const form = scan.closest("form");
  code.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    count(code, words, form);
  });
  // The camera sends the form of the field it read into; here that counts a piece instead.
  form.addEventListener("submit", (event) => {
    if (event.submitter || !code.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    count(code, words, form);
  }, { capture: true });
}

function count(code, words, form) {
  const typed = code.value.trim().toLowerCase();
  code.value = "";
  if (!typed) return;
  const lines = [...form.querySelectorAll("[data-tally]")];
  const line = lines.find((each) => [each.dataset.sku, each.dataset.barcode].some((own) => own && own.toLowerCase() === typed));
  words.textContent = line ? "" : `${words.dataset.unknown} (${typed})`;
  if (!line) return;
  const input = document.getElementById(line.dataset.tally);
  input.value = Number(input.value || 0) + 1;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  line.toggleAttribute("data-counted", true);
  setTimeout(() => line.toggleAttribute("data-counted", false), 600);
}
