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

  // Theme and side bar change at once; the cookie is what the server would set.
  addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-look]"), { name, value } = event.submitter ?? {};
    if (!form || !name) return;
    event.preventDefault();
    const look = document.documentElement.dataset;
    const says = name === "nav" ? (look.nav ? "" : "folded") : value;
    const shown = { light: "nexus", dark: "nexus-dark" }[says] ?? says;
    if (shown) look[name] = shown;
    else delete look[name];
    document.cookie = `${name}=${says}; Path=/; Max-Age=31536000; SameSite=Lax`;
    form.closest("details")?.removeAttribute("open");
  });

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
      if (order.items.length > 8) shown.append(make("small", `and ${order.items.length - 8} more`));
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

  // The records opened last, for the palette.
  const kinds = { orders: ["Orders", "clipboard-list"], customers: ["Customers", "store"], products: ["Products", "package"] };
  addEventListener("click", (event) => {
    const a = link(event), [, place, code, more] = a && a.origin === location.origin ? a.pathname.split("/") : [];
    if (!kinds[place] || !code || more || /^[a-z]+$/.test(code)) return;
    const words = [...a.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    const [kind, icon] = kinds[place];
    const one = { kind: "Recent", title: words || code, sub: words && words !== code ? code : kind, href: a.pathname, icon };
    try {
      const before = JSON.parse(localStorage.getItem("nexus.recent") ?? "[]").filter(({ href }) => href !== one.href);
      localStorage.setItem("nexus.recent", JSON.stringify([one, ...before].slice(0, 6)));
    } catch {}
  }, true);

  // A key that stands on a thing of the page as `aria-keyshortcuts` presses it. In a split list j and k go down and up.
  const keyed = () => [...document.querySelectorAll("main [aria-keyshortcuts]")].filter((one) => !one.disabled && one.checkVisibility());
  addEventListener("keydown", (event) => {
    const { key } = event, at = document.activeElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || key.length > 1 || document.querySelector("dialog[open]")) return;
    if (at?.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    const items = [...document.querySelectorAll("main .split-item")], here = items.findIndex((one) => one.hasAttribute("aria-current"));
    const target = keyed().find((one) => one.getAttribute("aria-keyshortcuts") === key) ?? items[{ j: here + 1, k: here - 1 }[key]];
    if (!target) return;
    event.preventDefault();
    if (target.matches("textarea, input")) target.focus();
    else target.click();
  });
  window.listPageKeys = () => {
    document.getElementById("page-keys")?.replaceChildren(...keyed().flatMap((one) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
      kbd.className = "kbd";
      kbd.textContent = one.getAttribute("aria-keyshortcuts");
      dt.append(kbd);
      const name = one.labels?.[0] ?? one;
      dd.textContent = [...name.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim() || one.title;
      return [dt, dd];
    }));
  };
})();
