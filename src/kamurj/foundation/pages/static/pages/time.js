// <time data-countdown datetime="…">: how long something is still kept, minute by minute, in the page's language.
export function setUpTime(root) {
  for (const time of root.querySelectorAll?.("time[data-countdown]") ?? []) countDown(time);
}

function countDown(time) {
  const words = new Intl.NumberFormat(document.documentElement.lang, { minimumIntegerDigits: 2 });
  const until = Date.parse(time.dateTime);
  const tick = () => {
    if (!time.isConnected) return;
    const seconds = Math.max(0, Math.round((until - Date.now()) / 1000));
    time.textContent = `${words.format(Math.floor(seconds / 60))}:${words.format(seconds % 60)}`;
    time.classList.add("number");
    if (seconds > 0) setTimeout(tick, 1000);
    else time.closest("[data-when-over]")?.setAttribute("data-over", "yes");
  };
  tick();
}
