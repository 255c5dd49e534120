// The list of who is expected, kept on the device: names masked, no phones, personal codes only as hashes.
import * as store from "./store.js";
import { getRoster } from "./line.js";

const MOST = 10, LEAST = 2, CODE = /^[0-9A-HJKMNP-TV-Z]{20}$/;

export async function load(meeting) {
  const { json, ahead } = await getRoster(meeting);
  const list = { ...json.meeting, ...json, code: json.meeting.code, ahead, loaded_at: new Date().toISOString() };
  await store.keepRoster(list);
  return list;
}

// The 20 capitals of a personal code in whatever was scanned or typed, else nothing.
export function codeIn(text) {
  const last = text.normalize("NFKC").trim().split(/[/?#]/).filter(Boolean).pop() || "";
  const code = last.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return CODE.test(code) ? code : "";
}

export const looksScanned = (text) => text.includes("://") || codeIn(text) !== "";

// Whose code it is; unknown when nobody on the list has it, or where the browser keeps its hashes to itself (no HTTPS).
export async function byCode(list, text) {
  const code = codeIn(text);
  if (!code || !list || !crypto.subtle) return undefined;
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${list.code}:${code}`));
  const hash = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return list.people.find((one) => one.code === hash);
}

// Ten at most, from two characters on; never a list to leaf through. A star in a masked name fits any character.
export function find(list, text) {
  const typed = Array.from(text.replace(/\s/g, ""));
  if (!list || typed.length < LEAST) return [];
  const fits = (name) => typed.every((sign, i) => i < name.length ? name[i] === sign || name[i] === "*" : name.includes("*"));
  return list.people.filter((one) => fits(Array.from(one.name))).slice(0, MOST);
}
