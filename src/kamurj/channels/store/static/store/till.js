// The till without waiting: what is scanned while the last answer is on its way comes after it, in order.
const waiting = [];
let isBusy = false;

export function setUpTill() {
  const form = document.getElementById("till-form");
  if (!form || !window.htmx) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = form.elements.code;
    waiting.push({ code: code.value, submitter: event.submitter?.name ? [event.submitter.name, event.submitter.value] : null });
    code.value = "";
    work(form);
  });
}

async function work(form) {
  if (isBusy) return;
  isBusy = true;
  while (waiting.length) await send(form, waiting.shift());
  isBusy = false;
}

async function send(form, { code, submitter }) {
  const asked = new URLSearchParams(new FormData(form));
  asked.set("code", code);
  if (submitter) asked.set(...submitter);
  await window.htmx.ajax("GET", `${form.action}?${asked}`, { target: "#till", select: "#till", swap: "outerHTML" });
  if (document.querySelector("#code-refusal .errorlist")) {
    form.elements.code.value = code;
    form.elements.code.select();
  }
}
