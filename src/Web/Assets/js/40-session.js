// Time to log-off, shared by all windows of the terminal; colours of person strips in several windows.
(() => {
  "use strict";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("daicho") : null;
  const me = crypto.getRandomValues(new Uint32Array(1))[0];

  document.addEventListener("DOMContentLoaded", () => {
    session();
    strip();
  });

  function session() {
    const body = document.body;
    const total = Number(body.dataset.logoffSeconds);
    const place = document.querySelector("[data-countdown]");
    if (!total || !place) { return; }
    let ends = Date.now() + total * 1000;
    let asked = Date.now();
    let warned = false;

    const renew = () => { ends = Date.now() + total * 1000; warned = false; };
    const tell = () => { if (channel) { channel.postMessage({ kind: "alive" }); } };
    tell(); // this page was just loaded

    function tick() {
      const left = Math.round((ends - Date.now()) / 1000);
      if (left <= 0) { clearInterval(timer); location.replace(body.dataset.sessionEnded); return; }
      place.textContent = left >= 120 ? `${Math.ceil(left / 60)}分` : `${left}秒`;
      place.classList.toggle("is-short", left < 120);
      if (left < 120 && !warned) {
        warned = true;
        document.getElementById("notice-line").textContent = "まもなく自動的に終了します。続けるときは、いずれかのキーを押してください。";
      }
    }
    const timer = setInterval(tick, 1000);

    // Typing is work: the server is told at most once a minute, at once when time is short.
    async function alive() {
      const wait = ends - Date.now() < 120000 ? 2000 : 60000;
      if (!body.dataset.keepAlive || Date.now() - asked < wait) { return; }
      asked = Date.now();
      try {
        const answer = await fetch(body.dataset.keepAlive, { method: "POST", headers: { "X-Requested-With": "daicho" }, redirect: "error" });
        if (answer.ok) { renew(); tell(); document.getElementById("notice-line").textContent = ""; tick(); }
      } catch {
        // The countdown goes on: the session may have ended on the server.
      }
    }
    document.addEventListener("keydown", alive);
    document.addEventListener("pointerdown", alive);
    document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) { renew(); tell(); } });
    if (channel) { channel.addEventListener("message", (event) => { if (event.data.kind === "alive") { renew(); } }); }
  }

  // Two windows on two people show two colours: a new window steps aside when its colour is taken for somebody else.
  function strip() {
    const element = document.querySelector("[data-strip]");
    if (!element || !channel) { return; }
    const own = element.dataset.strip;
    let colour = own;
    const taken = new Set();
    channel.addEventListener("message", (event) => {
      const other = event.data;
      if (other.kind === "strip?" && other.from !== me) {
        channel.postMessage({ kind: "strip!", to: other.from, person: element.dataset.person, colour });
      } else if (other.kind === "strip!" && other.to === me && other.person !== element.dataset.person) {
        taken.add(other.colour);
        for (let step = 0; taken.has(colour) && step < 8; step++) { colour = String((Number(colour) + 1) % 8); }
        element.classList.replace(`strip-${element.dataset.strip}`, `strip-${colour}`);
        element.dataset.strip = colour;
      }
    });
    channel.postMessage({ kind: "strip?", from: me });
  }
})();
