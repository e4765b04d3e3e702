// A store-keeper's day: goods in, goods out, an alert, a count that another approves, a line that drops.
import type { Page } from "@playwright/test";
import { axe, expect, signIn, test } from "./support.ts";

/** What is on hand of a material, as its page says. */
async function onHand(page: Page, code: string): Promise<number> {
  await page.goto(`/packaging/materials/${code}`);
  const text = await page.locator(".stat b").first().innerText();
  return Number(text.replaceAll(",", ""));
}

/** Fills the first line of the form that is open and sends it. */
async function move(page: Page, code: string, quantity: number, button: RegExp): Promise<void> {
  await page.locator("#material-1").fill(code);
  await page.locator("#quantity-1").fill(String(quantity));
  await page.getByRole("button", { name: button }).click();
}

/** A material of this run's own, so that tests don't stand in each other's stock. */
async function material(page: Page, code: string, level: number): Promise<void> {
  await page.goto("/packaging/materials/new");
  await page.locator("#name").fill(`Test pouch ${code}`);
  await page.locator("#code").fill(code);
  await page.locator("#category").fill("Vacuum Pouches");
  await page.locator("#reorder_level").fill(String(level));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(new RegExp(`/packaging/materials/${code}$`));
}

const fresh = (letter: string) => `PKT-${letter}${Date.now().toString(36).toUpperCase()}`;

test.describe("a store-keeper", () => {
  test.use({ role: "warehouse" });

  for (const path of ["/packaging", "/packaging/in", "/packaging/out", "/packaging/ledger", "/packaging/counts", "/packaging/reorder", "/packaging/bills", "/packaging/materials/PKG-001", "/packaging/bills/SKU-001"]) {
    test(`opens ${path}, which wakes without a complaint`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
    });
  }

  for (const path of ["/packaging/in", "/packaging/out"]) {
    test(`nothing moves when ${path} wakes`, async ({ page }) => {
      await page.addInitScript(() => {
        const seen = window as unknown as { moved: number };
        seen.moved = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) seen.moved += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(path);
      await expect(page.locator("#add-line")).toBeEnabled();
      await expect(page.locator(".packaging-line")).toHaveCount(1);
      expect(await page.evaluate(() => (window as unknown as { moved: number }).moved)).toBeLessThan(0.005);
    });
  }

  for (const path of ["/packaging", "/packaging/in", "/packaging/materials/PKG-001"]) {
    test(`finds ${path} accessible`, async ({ page }) => {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      await axe(page);
    });
  }

  test("receives, issues, and is told once when the level is crossed", async ({ page }) => {
    const code = fresh("A");
    await material(page, code, 100);
    await page.goto("/packaging/in");
    await page.waitForLoadState("networkidle");
    await page.locator("#reference").fill("CH-1");
    await page.locator("#vendor").fill("Shree Polymers");
    await move(page, code, 150, /^Receive$/);
    await expect(page).toHaveURL(/\/packaging\/entries\/\d+/);
    expect(await onHand(page, code)).toBe(150);
    await page.goto("/packaging/out");
    await page.waitForLoadState("networkidle");
    await move(page, code, 60, /^Issue$/);
    await expect(page).toHaveURL(/\/packaging\/entries\/\d+/);
    expect(await onHand(page, code)).toBe(90);
    await expect(page.locator("#why")).toContainText("It fired on");
    await page.goto(`/packaging?standing=Low&q=${code}`);
    await expect(page.locator("tbody tr")).toHaveCount(1);
  });

  test("goes on to the next line by Enter, and sends by its own keys", async ({ page }) => {
    const code = fresh("E");
    await material(page, code, 5);
    await page.goto("/packaging/in");
    await page.waitForLoadState("networkidle");
    await page.locator("#reference").fill("CH-9");
    await page.locator("#vendor").fill("Shree Polymers");
    await page.locator("#material-1").fill(code);
    await page.locator("#material-1").press("Enter");
    await expect(page.locator("#quantity-1")).toBeFocused();
    await page.locator("#quantity-1").fill("7");
    await page.locator("#quantity-1").press("Enter");
    await expect(page.locator("#material-2")).toBeFocused();
    await expect(page).toHaveURL(/\/packaging\/in/);
    await page.locator("#material-2").press("Control+Enter");
    await expect(page).toHaveURL(/\/packaging\/entries\/\d+/);
    expect(await onHand(page, code)).toBe(7);
  });

  test("takes a material out of use and puts it back", async ({ page }) => {
    const code = fresh("F");
    await material(page, code, 5);
    await page.waitForLoadState("networkidle");
    await page.locator("summary", { hasText: "Take out of use" }).click();
    await page.locator(".packaging-use button").click();
    await expect(page.locator(".page-head .badge")).toContainText("Out of use");
    await expect(page.getByRole("link", { name: "In", exact: true })).toHaveCount(0);
    await page.goto(`/packaging?q=${code}`);
    await expect(page.locator("tbody .badge")).toContainText("Out of use");
    await page.goto(`/packaging/materials/${code}`);
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Put back in use" }).click();
    await expect(page.locator(".page-head .badge")).toContainText("Low");
  });

});

test.describe("when the line drops", () => {
  // What can't be reached, the console says by itself.
  test.use({ role: "warehouse", allowed: [/net::|Failed to load resource/] });

  test("what is entered without a line waits visibly and is sent once", async ({ page, context }) => {
    const code = fresh("B");
    await material(page, code, 1);
    await page.goto("/packaging/in");
    await page.waitForLoadState("networkidle");
    await context.setOffline(true);
    await move(page, code, 40, /^Receive$/);
    await expect(page.locator(".packaging-outbox")).toContainText("1 entry waits for the network");
    await move(page, code, 2, /^Receive$/);
    await expect(page.locator(".packaging-outbox")).toContainText("2 entries wait for the network");
    await context.setOffline(false);
    await expect(page.locator(".packaging-outbox")).toHaveCount(0, { timeout: 30_000 });
    expect(await onHand(page, code)).toBe(42);
  });

  test("what waited says when it was entered and when it arrived", async ({ page, context }) => {
    const code = fresh("E");
    await material(page, code, 1);
    // The device's clock stands 35 minutes back while the entry is made.
    await page.addInitScript(() => {
      const Real = Date, back = () => (sessionStorage.getItem("back") ? 35 * 60_000 : 0);
      window.Date = class extends Real {
        constructor(...given: unknown[]) {
          super(...((given.length ? given : [Real.now() - back()]) as []));
        }
        static override now = () => Real.now() - back();
      } as DateConstructor;
    });
    await page.goto("/packaging/in");
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => sessionStorage.setItem("back", "yes"));
    await context.setOffline(true);
    await move(page, code, 40, /^Receive$/);
    await expect(page.locator(".packaging-outbox")).toContainText("1 entry waits for the network");
    await page.evaluate(() => sessionStorage.removeItem("back"));
    await context.setOffline(false);
    await expect(page.locator(".packaging-outbox")).toHaveCount(0, { timeout: 30_000 });
    expect(await onHand(page, code)).toBe(40);
    await expect(page.locator("#ledger")).toContainText(/entered .*\d\d:\d\d, arrived .*\d\d:\d\d/);
  });

  test("an answer that is lost does not count the entry twice", async ({ page }) => {
    const code = fresh("C");
    await material(page, code, 1);
    await page.goto("/packaging/in");
    await page.waitForLoadState("networkidle");
    let lost = 0;
    await page.route("**/fn/packaging/receive", async (route) => {
      await route.fetch();
      lost += 1;
      await (lost === 1 ? route.abort() : route.continue());
    });
    await move(page, code, 7, /^Receive$/);
    await expect.poll(() => lost, { timeout: 30_000 }).toBeGreaterThan(1);
    await expect(page.locator(".packaging-outbox")).toHaveCount(0, { timeout: 30_000 });
    expect(await onHand(page, code)).toBe(7);
  });
});

/** Opens a page and waits until the worker has all that it takes to show it again. */
async function keep(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForFunction(async (path) => {
    const [pages, files] = [await caches.open("nexus-pages"), await caches.open("nexus-files")];
    const names = (await files.keys()).map(({ url }) => url);
    const used = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/pkg/"));
    return navigator.serviceWorker.controller && (await pages.match(path)) && used.length > 0 && used.every((name) => names.includes(name));
  }, path, { timeout: 20_000 });
}

test.describe("a reload without a line", () => {
  test.use({ role: "warehouse", serviceWorkers: "allow", allowed: [/net::|Failed to load resource|ServiceWorker/] });

  test("shows the form again, and what is entered is sent once when the line is back", async ({ page, context }) => {
    const code = fresh("D");
    await material(page, code, 1);
    await keep(page, "/packaging/in");
    await context.setOffline(true);
    await page.reload();
    await expect(page.locator(".offline-strip")).toBeVisible();
    await move(page, code, 40, /^Receive$/);
    await expect(page.locator(".packaging-outbox")).toContainText("1 entry waits for the network");
    // The same copy once more: it must not take the first entry's place.
    await page.reload();
    await expect(page.locator(".packaging-outbox")).toContainText("1 entry waits for the network");
    await move(page, code, 2, /^Receive$/);
    await expect(page.locator(".packaging-outbox")).toContainText("2 entries wait for the network");
    await context.setOffline(false);
    await expect(page.locator(".packaging-outbox")).toHaveCount(0, { timeout: 30_000 });
    expect(await onHand(page, code)).toBe(42);
  });

  test("finds every material by code, name and barcode, also one that the form did not know", async ({ page, context }) => {
    const code = fresh("G"), name = `Test pouch ${code}`;
    await keep(page, "/packaging/in");
    // Made after the form was kept: only the list of names, fetched anew, can tell of it.
    await material(page, code, 1);
    await page.waitForLoadState("load");
    await page.evaluate(async () => {
      await (await caches.open("nexus-pages")).delete("/api/packaging/names");
      (window as unknown as { keepPage(path: string): void }).keepPage("/packaging/in");
    });
    let barred: [string, string, string, string] | undefined;
    const kept = async () => {
      barred = await page.evaluate(async () => {
        const kept = await (await caches.open("nexus-pages")).match("/api/packaging/names");
        return kept && (await kept.json()).data.find(([, , , barcode]: string[]) => barcode);
      });
      return barred;
    };
    await expect.poll(kept, { timeout: 20_000 }).toBeDefined();
    await context.setOffline(true);
    await page.goto("/packaging/in");
    await expect(page.locator(".offline-strip")).toBeVisible();
    await expect(page.locator(`#materials option[value="${code}"]`)).toHaveCount(0);
    await page.locator("#material-1").fill(name.toLowerCase());
    await expect(page.locator(`#materials option[value="${code}"]`)).toHaveCount(1);
    await page.locator("#material-1").fill(code.toLowerCase());
    await expect(page.locator("#material-1-hint")).toContainText(`${name} · in PCS`);
    await page.locator("#material-1").fill(barred![3]);
    await expect(page.locator("#material-1-hint")).toContainText(barred![1]);
    await context.setOffline(false);
  });

  test("shows a count sheet with what was entered before", async ({ page, context }) => {
    await page.goto("/packaging/counts");
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Start counting" }).click();
    await expect(page).toHaveURL(/\/packaging\/counts\/\d+$/);
    await keep(page, new URL(page.url()).pathname);
    await expect(page.locator("#find")).toBeVisible();
    await context.setOffline(true);
    await page.locator("#loose-1").fill("3");
    await page.getByRole("button", { name: "Keep what I counted" }).click();
    await expect(page.locator(".packaging-outbox")).toContainText("1 entry waits for the network");
    await page.reload();
    await expect(page.locator("#loose-1")).toHaveValue("3");
    await context.setOffline(false);
    await expect(page.locator(".packaging-outbox")).toHaveCount(0, { timeout: 30_000 });
    await page.reload();
    await expect(page.locator("#loose-1")).toHaveValue("3");
  });

  test("keeps no other page, and nothing of who signed out", async ({ page, context }) => {
    await keep(page, "/packaging/out");
    await page.goto("/packaging");
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("No connection");
    await page.getByRole("link", { name: "Goods out" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Goods out");
    await context.setOffline(false);
    await page.goto("/packaging");
    await page.locator("header summary.icon-button").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    expect(await page.evaluate(() => caches.has("nexus-pages"))).toBe(false);
    await context.setOffline(true);
    await page.goto("/packaging/out");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("No connection");
    await context.setOffline(false);
  });
});

test("a scanned code goes to its line of the sheet", async ({ page }) => {
  await signIn(page, "warehouse");
  await page.goto("/packaging/counts");
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: "Start counting" }).click();
  await expect(page).toHaveURL(/\/packaging\/counts\/\d+$/);
  await expect(page.locator("#find")).toBeVisible();
  const code = await page.locator("input[name='form[lines][4][material]']").inputValue();
  await page.locator("#find").fill(code);
  await page.locator("#find").press("Enter");
  await expect(page.locator("#loose-5")).toBeFocused();
  await page.locator("#find").fill("nowhere");
  await page.locator("#find").press("Enter");
  await expect(page.locator(".packaging-find")).toContainText("nowhere is not on this sheet");
});

test.describe("a count with lines left out", () => {
  test.use({ allowed: [/status of 422/] });

  test("a count is approved by another than who counted", async ({ page, browser }) => {
    await signIn(page, "warehouse");
    await page.goto("/packaging/counts");
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Start counting" }).click();
    await expect(page).toHaveURL(/\/packaging\/counts\/\d+$/);
    await page.locator("#loose-1").fill("3");
    await page.locator("#reason-1").fill("Found behind the shelf");
    // The others are not counted: it is asked once more.
    await page.getByRole("button", { name: "Hand in" }).click();
    await expect(page.getByRole("alert").first()).toContainText("lines are not counted");
    await page.locator("#partly").check();
    await page.getByRole("button", { name: "Hand in" }).click();
    await expect(page.locator(".badge").first()).toContainText("Waits for approval");
    await expect(page.getByRole("button", { name: "Approve" })).toBeDisabled();
    const other = await browser.newPage();
    await signIn(other, "admin");
    await other.goto(page.url());
    await other.getByRole("button", { name: "Approve" }).click();
    await expect(other.locator(".badge").first()).toContainText("Approved");
    await other.close();
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false, role: "warehouse", allowed: [/status of 422/] });

  test("goods are received, and what is wrong stays as typed", async ({ page }) => {
    await page.goto("/packaging/in");
    await page.locator("#material-1").fill("PKG-001");
    await page.locator("#quantity-1").fill("ten");
    await page.getByRole("button", { name: /^Receive$/ }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await expect(page.locator("#quantity-1")).toHaveValue("ten");
    await page.locator("#quantity-1").fill("10");
    await page.getByRole("button", { name: /^Receive$/ }).click();
    await expect(page).toHaveURL(/\/packaging\/entries\/\d+/);
  });
});
