// Nobody leaves over unsent scans without being told; and whoever signs out leaves no list behind.
import * as board from "./board.js";
import * as store from "./store.js";

export function guard(desk) {
  window.addEventListener("beforeunload", (event) => {
    if (desk.unsent) event.preventDefault();
    if (desk.unsent) event.returnValue = "还有没送达的签到"; // older browsers ask only for this
  });
  document.addEventListener("submit", signOut, true);
}

async function signOut(event) {
  const form = event.target;
  if (new URL(form.action, location.href).pathname !== "/sign-out") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const unsent = (await store.allUnsent()).length;
  if (unsent) {
    board.warn(`先别退出：这台设备上还有 ${unsent} 条签到没有送达。它们都在，连上网络送达后再退出。`);
    return;
  }
  await store.forgetRosters();
  form.submit();
}
