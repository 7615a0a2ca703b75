// Codes: from the camera, read by the browser where it can and else by a reader that is loaded when it is first needed, and
// from scanners that type like a keyboard.
import { pictureReader } from "./reader.js";

const FORMATS = ["qr_code", "ean_13", "ean_8", "upc_a", "code_128", "code_39"];
const LOOK_EVERY_MS = 150;

export function setUpScanner(root) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  for (const button of root.querySelectorAll?.("[data-scans]") ?? []) {
    button.hidden = false;
    button.addEventListener("click", () => scanInto(document.getElementById(button.dataset.scans)));
  }
}

async function scanInto(field) {
  const dialog = document.getElementById("scanner");
  const video = dialog.querySelector("video");
  const refusal = dialog.querySelector("[data-scanner-words]");
  refusal.hidden = true;
  dialog.showModal();
  let stream;
  dialog.addEventListener("close", () => stop(stream, video), { once: true });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (!dialog.open) {
      stop(stream, video);
      return;
    }
    video.srcObject = stream;
    await video.play();
    const code = await look(video, dialog, (await detector()) ?? (await pictureReader(dialog.dataset)));
    if (code) {
      dialog.close();
      field.value = code;
      field.form?.requestSubmit();
    }
  } catch {
    refusal.hidden = false;
  }
}

async function detector() {
  const known = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
  const formats = FORMATS.filter((format) => known.includes(format));
  return formats.includes("ean_13") ? new window.BarcodeDetector({ formats }) : null;
}

async function look(video, dialog, reader) {
  while (dialog.open) {
    const [found] = await reader.detect(video);
    if (found) return found.rawValue;
    await new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
  }
  return "";
}

function stop(stream, video) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

// A scanner types where nobody has clicked: its letters go to the field that waits for codes.
export function setUpWedge() {
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable], dialog[open]")) return;
    document.querySelector("input[data-wedge]")?.focus();
  });
}
