// The desk: every scan is first kept on this device, then sent. Takes over the page's three forms; without it they work too.
import * as board from "./board.js";
import * as camera from "./camera.js";
import * as people from "./people.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const REDRAW_MS = 10_000, REFRESH_MS = 300_000;
const part = (id) => document.getElementById(id);
const meeting = (part("board").dataset.meeting || location.pathname.split("/").pop()).toUpperCase();
const tabs = new BroadcastChannel("reception");
let list = null, line = "online", unsent = 0, last = "";

// ---- One scan ----
async function keep(what) {
  const record = await store.add(meeting, what);
  last = record.key;
  tell(record);
  await redraw();
  await sync.send();
}

async function scanned(text) {
  const code = text.trim().slice(0, 200);
  if (!code) return;
  const known = await people.byCode(list, code);
  const source = /^\d{6}$/.test(code) ? "desk_number" : "desk_scan";
  await keep({ source, code, shown: known ? known.name : "" });
}

const found = (one) => keep({ source: "desk_search", person: one.person, shown: one.name });

// The name is shown as it stands on the list: nobody's name in full where the next in the queue can read it.
const walkedIn = (name) => keep({ source: "proxy", name: name.slice(0, 20), shown: `${Array.from(name)[0]}**` });

function tell(record) {
  const { text, tone } = board.outcome(record);
  board.say(`${record.shown || "没认出的码"}：${text}`);
  if (navigator.vibrate) navigator.vibrate(tone === "late" ? [80, 60, 80] : 60);
}

// ---- What the page shows ----
async function redraw() {
  await board.draw(meeting, list);
  unsent = Number(part("unsent").dataset.unsent);
  if (!unsent) board.warn("");
}

async function heard(state) {
  line = state;
  board.showLine(state);
  const recent = (await store.lately(meeting, 1))[0];
  if (recent && recent.key === last && !recent.unsent) tell(recent);
  await redraw();
  tabs.postMessage("changed");
}

async function refresh() {
  try {
    list = await people.load(meeting);
    await heard("online");
  } catch (trouble) {
    const signedOut = trouble.constructor.name === "SignedOut" || trouble.status === 403;
    await heard(signedOut ? "signed out" : "offline");
  }
}

// ---- The three forms ----
function take(id, field, act) {
  const form = part(id);
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    const input = form.elements[field], text = input.value.trim();
    const goesOn = act === search && line === "online" && !unsent && !people.looksScanned(text);
    if (goesOn) return;
    event.preventDefault();
    if (act !== search || people.looksScanned(text)) input.value = "";
    hits([]);
    await (people.looksScanned(text) ? scanned : act)(text);
    if (act !== search) focusCode();
  }, true);
}

function search(text) {
  const some = people.find(list, text);
  hits(some);
  if (!some.length) board.say("名单里没有找到。请再问一遍姓名，或在“名单上没有的人”里登记。");
}

function hits(some) {
  part("hits").replaceChildren(...some.map((one) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", textContent: `${one.name} ${one.hint || ""}${one.here ? "（已签到）" : ""}` });
    button.addEventListener("click", () => {
      part("search").reset();
      hits([]);
      found(one).then(focusCode);
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

// ---- Hand scanner: what it types must land in the code's field, wherever the helper clicked last ----
const focusCode = () => part("code") && part("code").focus({ preventScroll: true });

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!writing && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) focusCode();
});

// ---- Camera ----
let stop = null;
part("camera").addEventListener("click", async () => {
  const says = part("camera-says"), eye = part("eye");
  if (stop) {
    stop();
    stop = null;
  } else {
    stop = await camera.look(eye, scanned).catch((trouble) => { says.textContent = trouble.message; return null; });
    says.hidden = Boolean(stop);
  }
  eye.hidden = !stop;
  part("camera").textContent = stop ? "关掉摄像头" : "打开摄像头扫码";
});

// ---- Leaving with something unsent ----
window.addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
  if (unsent) event.returnValue = "还有没送达的签到";
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action, location.href).pathname !== "/sign-out") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if ((await store.allUnsent()).length) {
    board.warn(`先别退出：这台设备上还有 ${unsent} 条签到没有送达。它们都在，连上网络送达后再退出。`);
    part("warning").scrollIntoView({ block: "center" });
    return;
  }
  await store.forgetRosters();
  form.submit();
}, true);

// ---- Service worker: a new release never takes the page away by itself ----
function keepPage() {
  if (!navigator.serviceWorker) return;
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => { part("release").hidden = !before; });
  navigator.serviceWorker.register("/reception/worker.js").catch(() => {});
}

async function fillOffline() {
  const kept = (await store.rosters()).filter((one) => one.people);
  if (meeting !== "OFFLINE") {
    part("forms").hidden = false;
    if (list) [part("title").textContent, part("about").textContent] = [list.title, list.place];
    return;
  }
  part("meetings").hidden = false;
  part("meetings").append(...kept.map((one) => {
    const item = document.createElement("li");
    item.append(board.link(one.title, `/reception/${one.code}`));
    return item;
  }));
  if (!kept.length) part("meetings").textContent = "这台设备上还没有名单。请先连上网络，从会议页面打开签到台。";
}

async function start() {
  keepPage();
  await store.prune();
  list = (await store.roster(meeting)) || null;
  if (part("meetings")) await fillOffline();
  if (meeting === "OFFLINE") return;
  const spot = document.createElement("ul");
  spot.id = "hits";
  part("search").after(spot);
  part("search").elements.q.addEventListener("input", (event) => hits(people.find(list, event.target.value)));
  take("scan", "code", scanned);
  take("search", "q", search);
  take("walk-in", "name", walkedIn);
  part("send").addEventListener("click", () => sync.send());
  tabs.onmessage = () => redraw();
  sync.listen(heard);
  window.addEventListener("online", () => sync.send());
  window.addEventListener("offline", () => heard("offline"));
  setInterval(redraw, REDRAW_MS);
  setInterval(refresh, REFRESH_MS);
  part("main").append(part("recent"));
  part("board").hidden = part("always").hidden = false;
  await redraw();
  focusCode();
  await refresh();
  await sync.send();
  document.documentElement.dataset.desk = "ready";
}

start();
