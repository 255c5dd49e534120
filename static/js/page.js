// What any page may do when scripts run; without them every page works the same.
(function () {
  "use strict";

  // One tap, one post: the pressed button shows that it works, a second press of the same form is dropped.
  function buttonOf(event) {
    return event.submitter || event.target.querySelector("button:not([type=button])") ||
      document.querySelector('button[form="' + event.target.id + '"]');
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-file")) return; // a file leaves the page where it is
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = "yes";
    var button = buttonOf(event);
    if (button) button.setAttribute("aria-busy", "true");
    window.setTimeout(free, 15000);
  });
  function free() {
    document.querySelectorAll("form[data-busy]").forEach(function (form) { delete form.dataset.busy; });
    document.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }
  // A page taken from the back-forward cache comes back with its buttons free.
  window.addEventListener("pageshow", free);

  // The elder switch keeps what was typed: same post, no reload.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-elder") || !window.fetch) return;
    event.preventDefault();
    fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", credentials: "same-origin"
    }).then(function (answer) {
      if (!answer.ok && answer.type !== "opaqueredirect") throw new Error("not kept");
      var on = document.documentElement.classList.toggle("elder");
      form.querySelector("button").textContent = on ? "标准版" : "长辈版";
      form.elements.elder.value = on ? "0" : "1";
    }).catch(function () { form.submit(); });
  }, true);

  // The print button of a poster appears only where it can work.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
