// Cash on the counter: notes to press, and what goes back while the amount is being typed.
export function setUpCash(root) {
  for (const part of root.querySelectorAll?.("[data-cash]") ?? []) follow(part);
  for (const part of root.querySelectorAll?.("[data-drawer-count]") ?? []) addUp(part);
  for (const chip of root.querySelectorAll?.("[data-amount]") ?? []) chip.addEventListener("click", () => choose(chip));
}

// What is counted so far, note by note.
function addUp(part) {
  const shown = part.parentElement.querySelector("[data-count-sum]");
  const write = writer(part.dataset.sample, 10 ** part.dataset.digits);
  const sum = () => {
    let minor = 0;
    for (const input of part.querySelectorAll("[data-size]")) minor += Math.max(0, Number(input.value || 0)) * Number(input.dataset.size);
    shown.textContent = write(minor);
  };
  part.addEventListener("input", sum);
  sum();
}

function choose(chip) {
  const input = chip.closest("form").elements.amount;
  input.value = String(Number(chip.dataset.amount) / 10 ** chip.dataset.digits);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function follow(part) {
  const input = part.querySelector("input");
  const shown = part.querySelector(".cash-change");
  const due = Number(part.dataset.due);
  const unit = 10 ** part.dataset.digits;
  const write = writer(part.dataset.sample, unit);

  const show = () => {
    const given = read(input.value, unit);
    shown.hidden = given === null;
    if (given === null) return;
    const isMissing = given < due;
    shown.dataset.tone = isMissing ? "missing" : "back";
    for (const word of shown.querySelectorAll("[data-change-words]")) word.hidden = (word.dataset.changeWords === "missing") !== isMissing;
    shown.querySelector("[data-change]").textContent = write(Math.abs(given - due));
  };

  input.addEventListener("input", show);
  for (const note of part.querySelectorAll("[data-note]")) {
    note.addEventListener("click", () => {
      const minor = Number(note.dataset.note);
      input.value = minor % unit ? (minor / unit).toFixed(part.dataset.digits) : String(minor / unit);
      show();
    });
  }
  show();
}

// `sample` is how the server writes 1234 and 56 hundredths; browsers do not know every language's way.
function writer(sample, unit) {
  const [, before, thousands, point, after] = sample.match(/^(.*?)1(\D*)234(?:(\D)56)?(.*)$/);
  return (minor) => {
    const whole = String(Math.floor(minor / unit)).replace(/\B(?=(\d{3})+$)/g, thousands);
    const rest = minor % unit ? `${point}${String(minor % unit).padStart(2, "0")}` : "";
    return `${before}${whole}${rest}${after}`;
  };
}

// The server reads the amount again by the same rule: three digits behind a mark are thousands.
function read(text, unit) {
  const plain = text.trim().replace(/\s+/g, " ");
  if (!plain) return null;
  const number = /^\d{1,3}([ ,.’']\d{3})+$/.test(plain) ? plain.replace(/\D/g, "") : plain.replaceAll(" ", "").replace(",", ".");
  return /^\d+(\.\d*)?$/.test(number) ? Math.round(Number(number) * unit) : null;
}
