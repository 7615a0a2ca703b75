// Cash on the counter: notes to press, and what goes back while the amount is being typed.
export function setUpCash(root) {
  for (const part of root.querySelectorAll?.("[data-cash]") ?? []) follow(part);
}

function follow(part) {
  const input = part.querySelector("input");
  const shown = part.querySelector(".cash-change");
  const due = Number(part.dataset.due);
  const words = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: part.dataset.currency, currencyDisplay: "narrowSymbol" });
  const digits = words.resolvedOptions().maximumFractionDigits;
  const unit = 10 ** minorDigits(part.dataset.currency);
  const write = (minor) => words.format(minor / unit).replace(new RegExp(`[.,]0{${digits}}(?=\\D*$)`), digits ? "" : "$&");

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
      input.value = minor % unit ? (minor / unit).toFixed(minorDigits(part.dataset.currency)) : String(minor / unit);
      show();
    });
  }
  show();
}

function minorDigits(currency) {
  return currency === "JPY" ? 0 : 2;
}

// The server reads the amount again by the same rule: three digits behind a mark are thousands.
function read(text, unit) {
  const plain = text.trim().replace(/\s+/g, " ");
  if (!plain) return null;
  const number = /^\d{1,3}([ ,.’']\d{3})+$/.test(plain) ? plain.replace(/\D/g, "") : plain.replaceAll(" ", "").replace(",", ".");
  return /^\d+(\.\d*)?$/.test(number) ? Math.round(Number(number) * unit) : null;
}
