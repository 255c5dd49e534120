// The page that opens without a network, and the worker that keeps it.
import { link, part } from "./board.js";
import * as store from "./store.js";

// A new release never takes the page away by itself: where this page is of an older one, it says so, and waits.
export function keepPage() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  if (!navigator.serviceWorker) return;
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", async () => {
    part("release").hidden = !before || Boolean(await caches.match(import.meta.url));
  });
  navigator.serviceWorker.register("/reception/worker.js").catch(() => {});
}

// Whether this page is a desk: on the kept page the address says of which meeting, or there is only a choice of them.
export async function fill(meeting, list) {
  if (!part("meetings")) return true;
  if (meeting === "OFFLINE") return choose();
  part("forms").hidden = false;
  if (list) [part("title").textContent, part("about").textContent] = [list.title, list.place];
  return true;
}

async function choose() {
  const kept = await store.rosters();
  part("meetings").hidden = false;
  part("meetings").append(...kept.map((one) => {
    const item = document.createElement("li");
    item.append(link(one.title, `/reception/${one.code}`));
    return item;
  }));
  if (!kept.length) part("meetings").textContent = "这台设备上还没有名单。请先连上网络，从会议页面打开签到台。";
  return false;
}
