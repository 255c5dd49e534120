// What the helper is doing: at which part of the meeting, and whether people come, leave or are back.
const part = (id) => document.getElementById(id);
const WAYS = { in: "", out: "离开", back: "回来" };
export const word = (way) => WAYS[way] || "";
const picked = (id) => part(id).value;

// The page's own form chooses by loading anew; here it chooses at once, and on the kept page the list fills it.
export function take(list) {
  const form = part("doing");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button").hidden = true;
  form.addEventListener("change", say);
  say();
  fill(list);
}

export function fill(list) {
  if (!list) return;
  const several = list.parts.length > 1;
  part("doing").hidden = !several && !list.tracks_exit;
  part("part-field").hidden = !several;
  part("way-field").hidden = !list.tracks_exit;
  if (!several || part("part").options.length > 1) return;
  part("part").append(...list.parts.map((one) => new Option(one.label, one.number)));
}

// The button that takes a code says what it does now, and so does what is always in sight.
function say() {
  const doing = word(picked("way"));
  part("scan").querySelector("button").textContent = doing || "签到";
  part("doing-now").textContent = `正在登记“${doing}”，不是签到。`;
  part("doing-now").hidden = !doing;
}

// What “by the clock” means now; the page may lie open for a whole day.
export function show(list) {
  if (!list || list.parts.length < 2) return;
  const { label } = list.parts.find((one) => one.number === running(list));
  part("part").options[0].textContent = `按时间（${label}）`;
}

// The part is told by the helper; else the one that runs now, by the server's clock as far as it is known.
export function now(list) {
  const chosen = Number(picked("part")) || null;
  return { part: chosen || (list ? running(list) : null), way: picked("way") || "in" };
}

function running(list) {
  const moment = Date.now() + list.ahead;
  return (list.parts.find((one) => moment <= Date.parse(one.ends_at)) || list.parts[list.parts.length - 1]).number;
}
