// The document beside a form follows what is chosen there; only ids and kinds stand in its address.
(() => {
  "use strict";
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const frame = form && document.querySelector(`iframe[data-preview-of="${CSS.escape(form.id)}"]`);
    if (!frame || !frame.dataset.fields.split(" ").includes(event.target.name)) { return; }
    const address = new URL(frame.src);
    for (const name of frame.dataset.fields.split(" ")) {
      address.searchParams.delete(name);
      new FormData(form).getAll(name).forEach((value) => address.searchParams.append(name, value));
    }
    frame.src = address.href;
  });
})();
