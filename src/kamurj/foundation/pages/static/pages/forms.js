// Forms: send on change, count up and down, send once, tell where the device is.
import { showWords } from "./toasts.js";

export function setUpForms(root) {
  for (const field of root.querySelectorAll?.("[data-submits]") ?? []) {
    field.addEventListener("change", () => field.form?.requestSubmit());
  }
  for (const form of root.querySelectorAll?.("form[data-once]") ?? []) form.addEventListener("submit", sendOnce);
  for (const stepper of root.querySelectorAll?.(".stepper") ?? []) stepper.addEventListener("click", step);
  for (const button of root.querySelectorAll?.("[data-locates]") ?? []) button.addEventListener("click", locate);
  for (const group of root.querySelectorAll?.("[data-shows-when]") ?? []) followChoice(group);
}

function sendOnce(event) {
  const form = event.currentTarget;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button[type='submit'], button:not([type])")) button.setAttribute("aria-disabled", "true");
}

// A page that comes back from the browser's memory can be sent again; the server knows the request by its key.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

function step(event) {
  const button = event.target.closest("button[data-step]");
  if (!button) return;
  const input = event.currentTarget.querySelector("input");
  const least = Number(input.min || 0);
  const most = Number(input.max || 999);
  const wanted = Math.min(most, Math.max(least, Number(input.value || 0) + Number(button.dataset.step)));
  if (String(wanted) === input.value) return;
  input.value = String(wanted);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function locate(event) {
  const button = event.currentTarget;
  const form = button.form ?? button.closest("form");
  if (!navigator.geolocation) {
    showWords("words-place-unknown");
    return;
  }
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(4);
      form.elements.longitude.value = coords.longitude.toFixed(4);
      form.requestSubmit();
    },
    () => {
      button.removeAttribute("aria-busy");
      showWords("words-place-unknown");
    },
    { timeout: 8000, maximumAge: 600_000 },
  );
}

// `data-shows-when="name=value"`: shown while that choice is made; hidden fields are not sent and not required.
function followChoice(group) {
  const [name, value] = group.dataset.showsWhen.split("=");
  const form = group.closest("form");
  const follow = () => {
    const shown = new FormData(form).get(name) === value;
    group.hidden = !shown;
    group.toggleAttribute("disabled", !shown);
  };
  form.addEventListener("change", follow);
  follow();
}
