// What this device keeps: lists of who is expected, scans, and what has not arrived yet. Nothing is deleted unsent.
const DAYS_KEPT = 3;
const opened = open();

function open() {
  const asked = indexedDB.open("reception", 1);
  asked.onupgradeneeded = () => {
    const records = asked.result.createObjectStore("records", { keyPath: "key" });
    records.createIndex("meeting", ["meeting", "counter"]);
    records.createIndex("unsent", ["unsent", "counter"]); // only records that still carry `unsent` stand in it
    asked.result.createObjectStore("rosters", { keyPath: "code" });
    asked.result.createObjectStore("facts");
  };
  return done(asked).then((db) => {
    db.onversionchange = () => db.close(); // a newer release in another tab may change the store
    return db;
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// `work` gets the stores; its value is given only after the disk has it.
async function change(names, work) {
  const db = await opened, tx = db.transaction(names, "readwrite", { durability: "strict" });
  const finished = new Promise((resolve, reject) => {
    tx.oncomplete = resolve;
    tx.onabort = () => reject(tx.error);
  });
  finished.catch(() => {}); // `work` tells the same trouble first
  const value = await work(...names.map((name) => tx.objectStore(name)));
  await finished;
  return value;
}

async function read(name, work) {
  return done(work((await opened).transaction(name).objectStore(name)));
}

export const random = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const of = (meeting) => IDBKeyRange.bound([meeting, 0], [meeting, Infinity]);

export const fact = (name) => read("facts", (facts) => facts.get(name));

export const setFact = (name, value) => change(["facts"], (facts) => done(facts.put(value, name)));

export const device = () => change(["facts"], async (facts) => {
  const known = await done(facts.get("device"));
  if (!known) await done(facts.put(random(16), "device"));
  return known || done(facts.get("device"));
});

// The key is made here, at the scan; the counter in the same transaction, so that two tabs never share a number.
export const add = (meeting, what) => change(["records", "facts"], async (records, facts) => {
  const counter = ((await done(facts.get(`made ${meeting}`))) || 0) + 1;
  const record = { ...what, key: random(16), meeting, unsent: meeting, counter, device_at: new Date().toISOString() };
  await done(facts.put(counter, `made ${meeting}`));
  await done(records.add(record));
  return record;
});

export const made = async (meeting) => (await fact(`made ${meeting}`)) || 0;

// The first `most` in their order; all when `most` is left out.
export const unsent = (meeting, most) => read("records", (records) => records.index("unsent").getAll(of(meeting), most));

export const allUnsent = () => read("records", (records) => records.index("unsent").getAll());

export async function lately(meeting, most) {
  const all = await read("records", (records) => records.index("meeting").getAll(of(meeting)));
  return all.slice(-most).reverse();
}

// An acknowledged record keeps its number and its outcome; what was read or typed leaves the device.
export const acknowledge = (results) => change(["records"], async (records) => {
  for (const { key, result, state, message, name } of results) {
    const { unsent, code, person, name: typed, ...kept } = (await done(records.get(key))) || {};
    if (kept.key) await done(records.put({ ...kept, result, state, message, shown: name || kept.shown }));
  }
});

// A list of an older release, without parts, is fetched anew.
export const roster = async (meeting) => {
  const list = await read("rosters", (rosters) => rosters.get(meeting));
  return list && list.parts ? list : undefined;
};

export const rosters = () => read("rosters", (rosters) => rosters.getAll());

export const keepRoster = (list) => change(["rosters"], (rosters) => done(rosters.put(list)));

export const forgetRosters = () => change(["rosters"], (rosters) => done(rosters.clear()));

// Old evenings leave by themselves.
export const prune = () => change(["rosters", "records"], async (rosters, records) => {
  const limit = new Date(Date.now() - DAYS_KEPT * 86_400_000).toISOString();
  for (const list of await done(rosters.getAll())) {
    if (list.loaded_at < limit) await done(rosters.delete(list.code));
  }
  for (const record of await done(records.getAll())) {
    if (!record.unsent && record.device_at < limit) await done(records.delete(record.key));
  }
});
