// What a page may do with script that needs no WASM and can wait until it stands. What can't wait is in src/ui/frame.js.
(() => {
  "use strict";
  // Whose session ended signs in over the page; what was refused is then sent again.
  const send = window.fetch.bind(window);
  let asking;
  const signIn = () => asking ??= new Promise((answer) => {
    const dialog = document.getElementById("sign-in-again");
    if (!dialog) {
      asking = undefined;
      return answer(false);
    }
    const { title, about, email, password, go, lost, who } = dialog.dataset;
    const make = (tag, props, ...inside) => {
      const one = Object.assign(document.createElement(tag), props);
      one.append(...inside);
      return one;
    };
    const field = (label, props) => make("label", { className: "field" }, label, make("input", { className: "input", required: true, ...props }));
    const told = make("p", { className: "field-error", role: "alert", hidden: true });
    const form = make("form", { className: "form" }, make("p", { className: "muted", textContent: about }), told,
      field(email, { type: "email", name: "email", autocomplete: "username", value: who }),
      field(password, { type: "password", name: "password", autocomplete: "current-password" }),
      make("button", { className: "button button-primary", textContent: go }));
    form.onsubmit = async (event) => {
      event.preventDefault();
      const headers = { accept: "application/json" };
      const reply = await send("/fn/identity/sign-in", { method: "POST", body: new URLSearchParams(new FormData(form)), headers }).catch(() => null);
      if (reply?.ok) {
        // Somebody else's page is theirs alone.
        if (form.email.value.trim().toLowerCase() !== who.toLowerCase()) return location.reload();
        return dialog.close("in");
      }
      told.textContent = (await reply?.json().catch(() => null))?.message ?? lost;
      told.hidden = false;
      form.password.value = "";
      form.password.focus();
    };
    dialog.onclose = () => {
      asking = undefined;
      dialog.replaceChildren();
      answer(dialog.returnValue === "in");
    };
    dialog.returnValue = "";
    dialog.replaceChildren(make("h2", { textContent: title }), form);
    dialog.showModal();
    form.password.focus();
  });
  const ended = async (reply) => reply.status === 401 && (await reply.clone().json().catch(() => null))?.code === "unauthenticated";
  window.fetch = async (...asked) => {
    const request = new Request(...asked);
    const { pathname } = new URL(request.url);
    // Nobody asks for the frame's counts: a session that ended is told of when somebody does something.
    if (!pathname.startsWith("/fn/") || pathname === "/fn/frame") return send(request);
    const again = request.clone(), reply = await send(request);
    return (await ended(reply)) && (await signIn()) ? send(again) : reply;
  };

  // Files dropped anywhere on a page, or pasted, go to its file input; where there is none, none replaces the page.
  const input = (event) => {
    const all = [...document.querySelectorAll("main input[type=file]:not(:disabled)")];
    const near = event.target.closest?.("form, section");
    return all.find((one) => near?.contains(one)) ?? all[0];
  };
  const carries = (data) => data?.types.includes("Files");
  const over = (one) => {
    for (const marked of document.querySelectorAll(".is-over")) marked.classList.remove("is-over");
    if (one) (one.closest(".drop-zone") ?? one).classList.add("is-over");
  };
  const give = (one, files) => {
    const few = new DataTransfer();
    for (const file of one.multiple ? files : [files[0]]) few.items.add(file);
    one.files = few.files;
    for (let at = one.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
    one.focus();
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("change", { bubbles: true }));
  };
  addEventListener("dragover", (event) => {
    if (!carries(event.dataTransfer)) return;
    event.preventDefault();
    const one = input(event);
    event.dataTransfer.dropEffect = one ? "copy" : "none";
    over(one);
  });
  addEventListener("dragleave", (event) => event.relatedTarget || over());
  addEventListener("drop", (event) => {
    if (!carries(event.dataTransfer)) return;
    event.preventDefault();
    over();
    const one = input(event), { files } = event.dataTransfer;
    if (one && files.length) give(one, files);
  });
  addEventListener("paste", (event) => {
    const { files } = event.clipboardData ?? {}, one = files?.length && input(event);
    // A range copied in Excel comes with a picture of it: then the text is meant.
    if (!one || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    give(one, files);
  });

  // The lines of an order, while the pointer or the focus rests on its row of a list; Esc puts them away.
  const seen = new Map();
  let resting, shown;
  const orderOf = (event) => event.target.closest?.("main .list-form tbody tr")?.querySelector("a[href^='/orders/'].row-link");
  const lines = async (path) => {
    if (!seen.has(path)) {
      seen.set(path, fetch(`/api${path}`).then((reply) => (reply.ok ? reply.json() : null)).catch(() => null));
      setTimeout(() => seen.delete(path), 20000);
    }
    return (await seen.get(path))?.data;
  };
  const away = () => {
    clearTimeout(resting);
    shown?.remove();
    resting = shown = undefined;
  };
  const peek = (a) => {
    if (shown?.dataset.of === a.pathname) return;
    away();
    resting = setTimeout(async () => {
      const mine = resting, order = await lines(a.pathname);
      if (mine !== resting || !order || !a.isConnected) return;
      const make = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name ?? "" });
      const number = (value) => value.toLocaleString("en-IN", { maximumFractionDigits: 2 });
      shown = make("div", "", "peek");
      shown.role = "tooltip";
      shown.dataset.of = a.pathname;
      const table = make("table", "");
      for (const { productName, quantity, unit, amount } of order.items.slice(0, 8)) {
        const row = make("tr", "");
        row.append(make("td", productName), make("td", `${number(quantity)} ${unit}`, "num"), make("td", number(amount), "num"));
        table.append(row);
      }
      shown.append(make("b", `${order.id} · ${order.customerName}`), table);
      if (order.items.length > 8) shown.append(make("small", `+ ${order.items.length - 8}`));
      if (order.remarks) shown.append(make("p", order.remarks));
      document.body.append(shown);
      const at = a.closest("tr").getBoundingClientRect(), { offsetHeight, offsetWidth } = shown;
      const below = at.bottom + offsetHeight + 8 < innerHeight;
      shown.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - offsetHeight - 4)}px`;
      shown.style.left = `${Math.min(at.left + 48, innerWidth - offsetWidth - 8)}px`;
    }, 500);
  };
  for (const kind of ["pointerover", "focusin"]) addEventListener(kind, (event) => {
    if (event.pointerType === "touch" || shown?.contains(event.target)) return;
    const a = orderOf(event);
    if (a && (kind === "pointerover" || event.target.matches("a:focus-visible"))) peek(a);
    else away();
  });
  for (const kind of ["scroll", "click", "keydown"]) addEventListener(kind, away, true);

  // A worker keeps what a store room needs while the line is down, and the files that this page is made of.
  const tell = (keep) => navigator.serviceWorker?.ready.then(({ active }) => {
    active?.postMessage({ keep, files: performance.getEntriesByType("resource").map(({ name }) => name) });
  });
  // Once the page rests: what is kept must not stand in the way of what is shown.
  const rest = window.requestIdleCallback ?? ((then) => setTimeout(then, 1000));
  window.keepPage = (path) => rest(() => tell(path));
  addEventListener("load", () => {
    if (!document.querySelector('.sidebar a[href="/packaging"]')) return;
    navigator.serviceWorker?.register("/worker.js").then(() => tell(), () => {});
  });
})();
