// Sends what has not arrived: one tab at a time, in batches, record by record acknowledged, later and later after failures.
import * as store from "./store.js";
import * as people from "./people.js";
import { Offline, Refused, SignedOut, postBatch } from "./line.js";

const BATCH = 200, FIRST_MS = 2000, LAST_MS = 60000, LEASE_MS = 15000, HOPELESS = 12;
const me = store.random(8);
let size = BATCH, wait = FIRST_MS, timer = 0, running = null, again = false, told = () => {};

export const listen = (tell) => { told = tell; };

// Call it as often as you like. `told` hears: "online", "offline" or "signed out".
export function send() {
  if (running) {
    again = true;
    return running;
  }
  clearTimeout(timer);
  running = alone(round).catch((trouble) => {
    console.warn("reception", trouble);
    return "offline";
  }).then(rest);
  return running;
}

async function rest(line) {
  running = null;
  if (line) await told(line);
  const left = (await store.allUnsent()).length, soon = again && line === "online";
  again = false;
  wait = left && !soon ? Math.min(LAST_MS, wait * 2) : FIRST_MS;
  if (left) plan(soon ? 0 : wait);
}

function plan(ms) {
  clearTimeout(timer);
  timer = setTimeout(send, ms);
}

// Two tabs, one sender: the browser's lock, or where there is none (no HTTPS) a lease that runs out.
async function alone(work) {
  if (navigator.locks) return navigator.locks.request("reception", work);
  const lease = await store.fact("lease");
  if (lease && lease.who !== me && lease.until > Date.now()) return "";
  await store.setFact("lease", { who: me, until: Date.now() + LEASE_MS });
  try {
    return await work();
  } finally {
    await store.setFact("lease", null);
  }
}

// Each meeting by itself: one that is refused holds no other up. With nothing to send nothing is known of the line.
async function round() {
  const left = await store.allUnsent();
  let line = left.length ? "online" : "";
  for (const meeting of new Set(left.map((record) => record.meeting))) {
    try {
      await empty(meeting);
    } catch (trouble) {
      if (trouble instanceof Offline) return "offline";
      if (!(trouble instanceof SignedOut || trouble instanceof Refused)) throw trouble;
      if (trouble instanceof SignedOut || [400, 403].includes(trouble.status)) line = "signed out";
      else line = line === "online" ? "offline" : line;
    }
  }
  return line;
}

async function empty(meeting) {
  const seen = new Set(), luck = { failures: 0 };
  for (;;) {
    const waiting = (await store.unsent(meeting)).filter((record) => !seen.has(record.key)).slice(0, size);
    if (!waiting.length) return;
    waiting.forEach((record) => seen.add(record.key));
    await deliver(meeting, waiting, luck);
  }
}

// A batch the server cannot take is cut in two until the one bad record stands alone; it waits, the others go.
async function deliver(meeting, records, luck) {
  try {
    await post(meeting, records);
    luck.failures = 0;
  } catch (trouble) {
    if (!(trouble instanceof Refused) || [401, 403, 404, 429, 503].includes(trouble.status)) throw trouble;
    if (++luck.failures > HOPELESS) throw trouble;
    if (records.length === 1) return;
    const half = Math.ceil(records.length / 2);
    await deliver(meeting, records.slice(0, half), luck);
    await deliver(meeting, records.slice(half), luck);
  }
}

async function post(meeting, records, csrf) {
  const list = await store.roster(meeting);
  const body = {
    device: await store.device(), made: await store.made(meeting), sent_at: new Date().toISOString(),
    records: records.map(({ key, counter, device_at, source, part, way, code, person, name }) =>
      ({ key, counter, device_at, source, part, way, code, person, name }))
  };
  try {
    const { json } = await postBatch(meeting, csrf || (list && list.csrf), body);
    size = Math.min(BATCH, size * 2);
    await store.acknowledge(json.results.filter((one) => one.result !== "try_again"));
    told("online");
  } catch (trouble) {
    if (trouble instanceof Offline) size = Math.max(1, size >> 2); // a thin line carries a small batch
    if (!csrf && trouble instanceof Refused && trouble.code === "stale_page") {
      return post(meeting, records, (await people.load(meeting)).csrf || "-");
    }
    throw trouble;
  }
}
