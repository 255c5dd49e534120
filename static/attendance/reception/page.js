// The desk: every scan is first kept on this device, then sent. Without this script the page's forms work by themselves.
import * as board from "./board.js";
import * as doing from "./doing.js";
import * as forms from "./forms.js";
import * as people from "./people.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { SignedOut, getAttendance } from "./line.js";
import { watch } from "./camera.js";
import { guard } from "./leaving.js";
import { fill, keepPage } from "./shell.js";

const REDRAW_MS = 10_000, REFRESH_MS = 300_000, SPOKEN = 10;
const { part } = board;
const meeting = (part("board").dataset.meeting || location.pathname.split("/").pop()).toUpperCase();
const tabs = new BroadcastChannel("reception");
const desk = { list: null, line: "online", unsent: 0, keep, scanned };
let last = "";

// Whether the scan is safe on this device. Everything after that may take its time.
async function keep(what) {
  try {
    const record = await store.add(meeting, { ...doing.now(desk.list), ...what });
    last = record.key;
    board.tell(record);
  } catch {
    board.warn("这台设备存不下了，刚才这一个没有记下。请先写在纸上，再告诉召集人。");
    return false;
  }
  await redraw();
  sync.send();
  return true;
}

// A whole code, or the few characters of one that somebody reads out.
async function scanned(text) {
  const code = text.trim().slice(0, 200), known = await people.byCode(desk.list, code);
  const shown = known ? known.name || "名单上的人" : "";
  return keep({ source: code.length > SPOKEN ? "desk_scan" : "desk_number", code, shown });
}

async function redraw() {
  doing.show(desk.list);
  desk.unsent = await board.draw(meeting, desk.list);
}

async function heard(line) {
  desk.line = line;
  board.showLine(line);
  if (line === "online") board.warn("");
  const [recent] = await store.lately(meeting, 1);
  if (recent && recent.key === last && !recent.unsent) {
    last = "";
    board.tell(recent);
  }
  await redraw();
  tabs.postMessage("changed");
  count(); // not waited for: a deaf line would hold up the next scan
}

async function count() {
  const came = desk.line === "online" ? await getAttendance(meeting).catch(() => null) : null;
  board.count(came && came.json, doing.now(desk.list).part);
}

async function refresh() {
  try {
    desk.list = await people.load(meeting);
    doing.fill(desk.list);
    await heard("online");
  } catch (trouble) {
    await heard(trouble instanceof SignedOut || trouble.status === 403 ? "signed out" : "offline");
  }
}

function listen() {
  tabs.onmessage = redraw;
  sync.listen(heard);
  part("send").addEventListener("click", sync.send);
  window.addEventListener("online", sync.send);
  window.addEventListener("offline", () => heard("offline"));
  setInterval(redraw, REDRAW_MS);
  setInterval(count, REDRAW_MS);
  setInterval(refresh, REFRESH_MS);
}

async function start() {
  keepPage();
  await store.prune();
  desk.list = (await store.roster(meeting)) || null;
  if (!(await fill(meeting, desk.list))) return;
  doing.take(desk.list);
  forms.take(desk);
  watch(scanned);
  guard(desk);
  listen();
  await redraw();
  board.open();
  forms.focusCode();
  await refresh();
  await sync.send();
  document.documentElement.dataset.desk = "ready";
}

start();
