(() => {
  "use strict";
  // Hands links and forms back to the browser when the WASM can't go on, and goes where one was going.
  let dead = false, last;
  const link = (event) => event.target.closest?.("a[href]");
  for (const kind of ["click", "submit"]) {
    addEventListener(kind, (event) => {
      if (dead) return event.stopImmediatePropagation();
      const a = kind === "click" && link(event);
      if (a) {
        last = a.href;
        keepPlace();
      }
    }, true);
  }
  window.handOver = () => {
    if (dead) return;
    dead = true;
    if (last && last !== location.href) location.assign(last);
  };

  // A list remembers in the history how far it was scrolled and what was ticked, for when one comes back.
  const scroller = () => document.querySelector("main .list-form .table-wrap");
  const keepPlace = () => {
    const box = scroller();
    if (!box) return;
    const ticked = [...box.querySelectorAll("tbody input:checked")].map((input) => input.value);
    history.replaceState({ ...history.state, place: [scrollY, box.scrollTop, ticked] }, "");
  };
  addEventListener("pagehide", keepPlace);
  window.restorePlace = () => {
    const place = history.state?.place, box = scroller();
    if (!place || !box) return;
    scrollTo(0, place[0]);
    box.scrollTop = place[1];
    for (const input of box.querySelectorAll("tbody input[type=checkbox]")) if (place[2].includes(input.value)) input.checked = true;
  };

  // What opened over the page closes by Esc and by a click beside it.
  const panels = () => document.querySelectorAll("details.menu[open], details.popover[open], .bottom-bar details[open]");
  addEventListener("click", (event) => {
    for (const panel of panels()) if (!panel.contains(event.target) || (link(event) && !panel.matches(".popover"))) panel.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const panel of panels()) {
      panel.open = false;
      panel.querySelector("summary")?.focus();
    }
  });
})();
