// The page's forms, taken over: what they would post is kept on the device instead.
import * as board from "./board.js";
import * as doing from "./doing.js";
import * as people from "./people.js";

const { part } = board;
const withFingers = window.matchMedia("(pointer: coarse)").matches;

// Not on a phone, where it would call up the keyboard each time; a hand scanner finds the field by itself there too.
export const focusCode = () => { if (!withFingers) field().focus({ preventScroll: true }); };

const field = () => part("code");

export function take(desk) {
  on("scan", "code", "请先扫码，或把码输进来。", desk, desk.scanned);
  on("walk-in", "name", "请先写上姓名。", desk, (name) => walkedIn(desk, name));
  document.addEventListener("submit", (event) => others(event, desk));
  document.addEventListener("keydown", catchScanner);
  if (part("search")) search(desk);
}

function on(id, name, empty, desk, act) {
  part(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = event.target.elements[name], text = input.value.trim();
    if (!text) return board.say(empty);
    input.value = "";
    const kept = await (people.looksScanned(text) ? desk.scanned : act)(text);
    if (!kept) input.value = text;
    focusCode();
  });
}

// Shown by the surname only: the next in the queue can read this screen.
function walkedIn(desk, name) {
  const { way } = doing.now(desk.list);
  if (way !== "in") {
    board.say(`现在登记的是“${doing.word(way)}”，要找到本人才能记：请扫个人码，或者按姓名找。`);
    return false;
  }
  return desk.keep({ source: "proxy", name: name.slice(0, 20), shown: `${Array.from(name)[0]}**` });
}

const chosen = (desk, person, shown) => desk.keep({ source: "desk_search", person, shown });

// While somebody types, the list on the device; pressing the button asks the server, where there is one.
function search(desk) {
  const form = part("search"), { q } = form.elements;
  form.after(Object.assign(document.createElement("ul"), { id: "hits" }));
  q.addEventListener("input", () => hits(desk, people.find(desk.list, q.value)));
  form.addEventListener("submit", (event) => {
    const scan = people.looksScanned(q.value);
    if (!scan && desk.line === "online" && !desk.unsent) return;
    event.preventDefault();
    const some = scan ? [] : people.find(desk.list, q.value);
    hits(desk, some);
    if (scan) desk.scanned(q.value).then((kept) => { if (kept) q.value = ""; });
    else if (/^\d{4}$/.test(q.value.trim())) board.say("没有网络，不能按手机号找。请写姓名，或者请本人出示个人码。");
    else if (!some.length) board.say("名单里没有找到。请再问一遍姓名，或在“名单上没有的人”里登记。");
  });
}

function hits(desk, some) {
  part("hits").replaceChildren(...some.map((one) => {
    const item = document.createElement("li"), button = document.createElement("button");
    const here = one.here.includes(doing.now(desk.list).part) ? "（已签到）" : "";
    const words = [one.name, one.hint, here].filter(Boolean).join(" ");
    Object.assign(button, { type: "button", className: "button", textContent: words });
    button.addEventListener("click", async () => {
      if (!(await chosen(desk, one.person, one.name))) return;
      part("search").reset();
      hits(desk, []);
      focusCode();
    });
    item.append(button);
    return item;
  }));
}

// What else stands on the page: choosing somebody the server found is a scan too; the rest needs the line.
function others(event, desk) {
  const form = event.target, { person } = form.elements;
  if (event.defaultPrevented || form.method !== "post" || (!person && desk.line === "online")) return;
  event.preventDefault();
  if (person) chosen(desk, person.value, form.closest("li").querySelector("b").textContent).then(focusCode);
  else board.warn("这一步要连上网络才能做，您填的还在。现在请用“扫个人码”或“名单上没有的人”，一位一位地签。");
}

// A hand scanner types and presses Enter; it must land in the code's field, wherever the helper clicked last.
function catchScanner(event) {
  const writing = event.target.closest("input, textarea, select");
  if (!writing && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) field().focus();
}
