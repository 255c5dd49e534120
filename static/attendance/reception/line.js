// The line to the server. Silent for three seconds is offline, whatever the browser believes.
const SILENCE_MS = 3000, BODY_MS = 12000;

export class Offline extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(status, code) {
    super(`${status} ${code}`);
    Object.assign(this, { status, code });
  }
}

const path = (meeting, what) => `/api/v1/meetings/${encodeURIComponent(meeting)}/${what}`;

export const getRoster = (meeting) => ask(path(meeting, "roster"), {});

export const getAttendance = (meeting) => ask(path(meeting, "attendance"), {});

export const postBatch = (meeting, csrf, body) => ask(path(meeting, "check-ins/batch"), {
  method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf || "" }, body: JSON.stringify(body)
});

// The answer's JSON and how far the server's clock is ahead of ours, in milliseconds.
async function ask(url, options) {
  const control = new AbortController(), began = Date.now();
  let timer = setTimeout(() => control.abort(), SILENCE_MS);
  try {
    const answer = await heard(fetch(url, {
      ...options, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: control.signal
    }));
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(), BODY_MS); // it speaks: a long list on a thin line may take its time
    const middle = (began + Date.now()) / 2, said = Date.parse(answer.headers.get("Date"));
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
    const json = await answer.json().catch(() => null);
    if (!json && (answer.ok || control.signal.aborted)) throw new Offline(); // cut in the middle of its answer
    if (!answer.ok) throw new Refused(answer.status, json && json.code);
    return { json, ahead: isNaN(said) ? 0 : Math.round(said + 500 - middle) };
  } finally {
    clearTimeout(timer);
  }
}

const heard = (answer) => answer.catch(() => { throw new Offline(); });
