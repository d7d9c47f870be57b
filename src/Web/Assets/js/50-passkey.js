// Passkeys: the form asks the server for options, the browser asks the authenticator, and the answer goes with the form.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const frame = event.target.closest("[data-passkey]");
    if (!frame) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    answer(frame, event.target);
  }, true);

  async function answer(frame, form) {
    const alert = frame.querySelector("[role=alert]");
    alert.textContent = "";
    if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) {
      alert.textContent = "このブラウザーまたは接続ではパスキーを使えません。ワンタイムコードを使ってください。";
      return;
    }
    const reply = await fetch(frame.dataset.options, { method: "POST", body: new FormData(form), redirect: "manual" });
    const json = reply.ok ? await reply.json() : null;
    if (!json) { location.reload(); return; } // the page then says what is missing
    try {
      const credential = frame.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      alert.textContent = "認証器から応答がありませんでした。もう一度やり直してください。";
    }
  }
})();
