// Shows what the device knows: the line, how much has not arrived and how old it is, the last scans.
import { word } from "./doing.js";
import * as store from "./store.js";

const LATELY = 8, ODD_CLOCK_MS = 120_000;
const TONES = { counted: "done", moved: "done", duplicate: "soon", unresolved: "soon", refused: "late", undone: "plain" };
const WORDS = { counted: "签到成功", moved: "已记下", duplicate: "已经签过了", unresolved: "已记下，等人核对", refused: "没有签上", undone: "已撤销" };
export const part = (id) => document.getElementById(id);

export function say(text) {
  part("said").textContent = text;
}

export function tell(record) {
  const { text, tone } = outcome(record);
  say(`${record.shown || "没认出的码"}：${record.message || text}`);
  if (navigator.vibrate) navigator.vibrate(tone === "late" ? [80, 60, 80] : 60);
}

export function warn(text) {
  part("warning").textContent = text;
  part("warning").hidden = !text;
  if (text) part("warning").scrollIntoView({ block: "center" });
}

export function showLine(state) {
  const line = part("line");
  line.className = state === "online" ? "done" : "late";
  line.textContent = {
    online: "已连上，签一个送一个。",
    offline: "网络断了。照常签到，都记在这台设备上，连上后自动送出。",
    "signed out": "登录过期了。照常签到，都记在这台设备上；重新登录（帮忙的，重新打开协助链接）后自动送出。"
  }[state];
  if (state === "signed out") line.append(link("重新登录", `/sign-in?next=${encodeURIComponent(location.pathname)}`));
}

// How many have come, as the server counts them; without it no old number stands there.
export function count(attendance, at) {
  const figure = part("count");
  if (!figure) return;
  const here = attendance && (attendance.parts.find((one) => one.number === at) || attendance.parts[0]);
  const also = here && [
    "present" in here ? `，在场 ${here.present} 人` : "", attendance.expected ? `，应到 ${attendance.expected} 人` : ""
  ];
  figure.textContent = here ? `到会 ${here.arrived} 人${also.join("")}` : "";
}

export function open() {
  part("main").append(part("recent"));
  part("board").hidden = part("always").hidden = false;
}

// Gives the number of what has not arrived, from every meeting of this device.
export async function draw(meeting, list) {
  const waiting = await store.allUnsent();
  part("unsent").textContent = waiting.length
    ? `还有 ${waiting.length} 条没有送达，最早的是${age(waiting)}记下的。送达之前别关这一页。`
    : `都送达了。这台设备在这场会一共签了 ${await store.made(meeting)} 次。`;
  part("always").classList.toggle("late", waiting.length > 0);
  part("unsent").dataset.unsent = waiting.length;
  part("send").hidden = !waiting.length;
  part("roster").textContent = list
    ? `名单 ${list.people.length} 人，${clock(list.loaded_at)} 取来的。`
    : "名单还没有取到，连上网络后自动取。现在扫到的码会先记下，连上后再核对。";
  const ahead = list ? list.ahead : 0;
  part("clock").hidden = Math.abs(ahead) < ODD_CLOCK_MS;
  part("clock").textContent = `这台设备的钟${ahead > 0 ? "慢" : "快"}了 ${Math.round(Math.abs(ahead) / 60000)} 分钟。不用管，时间以服务器为准。`;
  const recent = await store.lately(meeting, LATELY);
  part("recent").hidden = !recent.length;
  part("lately").replaceChildren(...recent.map(row));
  return waiting.length;
}

const outcome = (record) => record.unsent
  ? { text: `${word(record.way)}${record.shown ? "已记下" : "已记下，联网后核对"}`, tone: "soon" }
  : { text: WORDS[record.state] || "", tone: TONES[record.state] || "plain" };

function row(record) {
  const line = document.createElement("li"), name = document.createElement("b"), tag = document.createElement("span");
  const { text, tone } = outcome(record);
  name.textContent = record.shown || "没认出的码";
  tag.textContent = record.state === "moved" ? `${word(record.way)}，${text}` : text;
  tag.className = `tag ${tone}`;
  line.append(`${clock(record.device_at)} `, name, " ", tag);
  if (record.state === "refused" && record.message) line.append(` ${record.message}`);
  return line;
}

function age(waiting) {
  const oldest = Math.min(...waiting.map((record) => Date.parse(record.device_at)));
  const minutes = Math.max(0, Math.round((Date.now() - oldest) / 60000));
  return minutes < 1 ? "刚才" : minutes < 120 ? ` ${minutes} 分钟前` : ` ${Math.round(minutes / 60)} 小时前`;
}

function clock(iso) {
  return new Date(iso).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
}

export function link(text, href) {
  const node = document.createElement("a");
  Object.assign(node, { href, textContent: text });
  return node;
}
