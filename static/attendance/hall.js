// The hall's screen: asks every 3 seconds, shows the living code, and says so when it has lost the server.
(function () {
  "use strict";
  var EVERY = 2500, PATIENCE = 10000, SILENCE = 5000;
  var part = {};
  document.querySelectorAll("[data-hall]").forEach(function (node) { part[node.dataset.hall] = node; });
  var url = part.code.dataset.url, etag = "", codes = null, ahead = 0, heard = Date.now();

  function ask() {
    var control = new AbortController();
    var timer = window.setTimeout(function () { control.abort(); }, SILENCE);
    fetch(url, {
      headers: etag ? { "If-None-Match": etag } : {}, credentials: "same-origin", cache: "no-store", signal: control.signal
    }).then(function (answer) {
      if (answer.status !== 304 && (!answer.ok || answer.redirected)) throw new Error("signed out or in trouble");
      var sent = Date.parse(answer.headers.get("Date"));
      ahead = isNaN(sent) ? 0 : sent - Date.now(); // the server's clock decides which code lives
      if (answer.status === 304) return null;
      etag = answer.headers.get("ETag") || "";
      return answer.json();
    }).then(function (state) {
      heard = Date.now();
      if (state) draw(state);
    }).catch(function () { /* counted by its silence */ }).then(function () {
      window.clearTimeout(timer);
      window.setTimeout(ask, EVERY);
    });
  }

  function draw(state) {
    codes = state.codes;
    ["part", "expected", "arrived", "item", "item_until", "notice"].forEach(function (name) { part[name].textContent = state[name]; });
    if (part.present) part.present.textContent = state.present;
    part.expected.parentNode.hidden = !state.expected;
    part.part.hidden = !state.part;
    part.names.textContent = state.names.join("　");
    part.kinds.textContent = "";
    state.kinds.forEach(function (kind) {
      var line = document.createElement("li"), number = document.createElement("b");
      line.textContent = kind[0];
      number.textContent = kind[1];
      line.appendChild(number);
      part.kinds.appendChild(line);
    });
    part.current.hidden = !state.item;
    part.notice.hidden = !state.notice;
  }

  // A code that has died is never shown: the current one, then the next, then none.
  function tick() {
    part.lost.hidden = Date.now() - heard < PATIENCE;
    if (!codes) return;
    var now = (Date.now() + ahead) / 1000;
    var live = codes.filter(function (code) { return now < code.until; })[0];
    part.code.hidden = !live;
    if (!live) return;
    part.code.querySelectorAll("svg.qr path")[1].setAttribute("d", live.path);
    part.number.textContent = live.number;
    part.left.value = live.until - now;
  }

  ask();
  window.setInterval(tick, 1000);
})();
