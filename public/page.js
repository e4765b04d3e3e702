// What a page does with script that needs no WASM. It runs when the page stands, before the WASM does.
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
    document.documentElement.classList.add("is-alone");
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

  // The counts beside the menu and at the bell as they are now: a path and its count, one a line.
  window.showCounts = (lines) => {
    for (const [path, count] of lines.split("\n").map((line) => line.split(" "))) {
      if (!count) continue;
      for (const a of document.querySelectorAll(`a.nav-link[href="${path}"], .topbar > a[href="${path}"]`)) {
        let shown = a.querySelector(".nav-count, .count");
        if (count === "0") {
          shown?.remove();
          continue;
        }
        if (!shown) {
          shown = document.createElement("span");
          shown.className = a.matches(".nav-link") ? "nav-count" : "count";
          a.append(shown);
        }
        shown.textContent = count;
      }
    }
  };

  // A view through somebody's eyes ends in every tab at once, and when its time is over.
  const eyes = () => document.querySelector("[data-eyes]");
  const tabs = new BroadcastChannel("eyes");
  tabs.onmessage = ({ data }) => {
    if (eyes() && eyes().dataset.eyes !== data) location.reload();
  };
  addEventListener("DOMContentLoaded", () => {
    tabs.postMessage(eyes()?.dataset.eyes);
    if (eyes()) setTimeout(() => location.reload(), eyes().dataset.seconds * 1000 + 1000);
  });

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

  // The records opened last, for the palette.
  const icons = { orders: "clipboard-list", customers: "store", products: "package" };
  addEventListener("click", (event) => {
    const a = link(event), [, place, code, more] = a && a.origin === location.origin ? a.pathname.split("/") : [];
    if (!icons[place] || !code || more || /^[a-z]+$/.test(code)) return;
    const words = [...a.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    const one = { place, title: words || code, sub: words && words !== code ? code : "", href: a.pathname, icon: icons[place] };
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

  // Cells copied out of a sheet fill the grid of a form from the cell on that has the focus: cells are named by row and field, such
  // as `kras[0][target]`. What can't be a number, or is none of a list, is marked.
  const named = (cell) => /^(.*)\[(\d+)\]\[(\w+)\]$/.exec(cell.name ?? "");
  const put = (cell, text) => {
    let good = true;
    if (cell.matches("select")) {
      const wanted = text.toLowerCase(), found = [...cell.options].find((one) => [one.value, one.text].some((name) => name.toLowerCase() === wanted));
      good = !!found;
      if (found) cell.value = found.value;
    } else {
      cell.value = text;
      good = cell.inputMode !== "decimal" || /^[-₹\s\d,.%]*$/.test(text);
    }
    if (good) cell.removeAttribute("aria-invalid");
    else cell.setAttribute("aria-invalid", "true");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };
  addEventListener("paste", (event) => {
    const grid = event.target.closest?.("[data-paste]"), at = grid && named(event.target);
    const text = event.clipboardData?.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "") ?? "";
    if (!at || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const cells = [...grid.querySelectorAll("input:not([type=hidden]), select")], fields = [...new Set(cells.map((cell) => named(cell)?.[3]).filter(Boolean))];
    const rows = new Set(cells.map((cell) => named(cell)?.[2])), first = fields.indexOf(at[3]);
    let left = 0;
    text.split("\n").forEach((line, down) => {
      const row = String(Number(at[2]) + down);
      if (!rows.has(row)) return left++;
      line.split("\t").forEach((value, across) => {
        const cell = cells.find((one) => one.name === `${at[1]}[${row}][${fields[first + across]}]`);
        if (cell) put(cell, value.trim());
      });
    });
    if (!left) return;
    const note = grid.parentElement.querySelector(".paste-left") ?? document.createElement("p");
    note.className = "notice notice-warning paste-left";
    note.setAttribute("role", "status");
    note.textContent = `${left} ${grid.dataset.paste}`;
    grid.after(note);
  });
})();

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
