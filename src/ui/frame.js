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
