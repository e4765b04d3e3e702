// What others do shows while a page stays open.
import type { Page } from "@playwright/test";
import { bookWaiting, expect, signIn, test } from "./support.ts";

/** A count of the frame; where none is shown, it is zero. */
async function count(page: Page, of: string): Promise<number> {
  return Number((await page.locator(of).allInnerTexts()).join("") || "0");
}

/** What waits at credit as a page that is opened now says it. */
async function waitingNow(page: Page): Promise<number> {
  const fresh = await page.context().newPage();
  await fresh.goto("/customers");
  const waiting = await count(fresh, IN_MENU);
  await fresh.close();
  return waiting;
}

const BELL = ".topbar .count";
const IN_MENU = ".sidebar a[href='/credit'] .nav-count";

test("the bell rings and the menu counts on while both stay on their pages", async ({ page, browser }) => {
  await signIn(page, "sales");
  const number = await bookWaiting(page);
  await page.goto("/customers");
  await page.waitForLoadState("networkidle");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "credit");
  await other.goto(`/credit?order=${number}`);
  await other.waitForLoadState("networkidle");
  const unread = await count(page, BELL);
  await other.locator("#remark").fill("The last cheque bounced");
  await other.locator("#decide").getByRole("button", { name: "Hold" }).click();
  await expect.poll(() => count(page, BELL)).toBeGreaterThan(unread);
  // Others book meanwhile: it comes to what a page opened now says, not to one less.
  await expect.poll(async () => (await count(other, IN_MENU)) - (await waitingNow(other)), { timeout: 15_000 }).toBe(0);
  await other.context().close();
});

test("an order that waits appears in the open queue, and what is being typed stays", async ({ page, browser }) => {
  await signIn(page, "credit");
  await page.goto("/credit");
  await page.waitForLoadState("networkidle");
  await page.locator("#remark").fill("Asked the customer for the cheque");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales");
  const number = await bookWaiting(other);
  await expect(page.locator(".split-item", { hasText: number })).toBeVisible();
  await expect(page.locator("#remark")).toHaveValue("Asked the customer for the cheque");
  await other.context().close();
});

test("while cases are ticked the queue waits, and says what is new", async ({ page, browser }) => {
  await signIn(page, "credit");
  await page.goto("/credit");
  await page.waitForLoadState("networkidle");
  const tick = page.locator(".split-row input[type=checkbox]").first();
  await tick.check();
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales");
  const number = await bookWaiting(other);
  const item = page.locator(".split-item", { hasText: number });
  const show = page.getByRole("button", { name: /new, show/ });
  await expect(show).toBeVisible();
  await expect(item).toHaveCount(0);
  await show.click();
  await expect(item).toBeVisible();
  await expect(tick).toBeChecked();
  await other.context().close();
});

test.describe("when the line breaks", () => {
  // What can't be reached, the console says by itself.
  test.use({ role: "admin", allowed: [/net::|Failed to load resource/] });

  test("the list catches up with what it has not heard", async ({ page, browser }) => {
    await page.route("**/live", (route) => route.abort("connectionrefused"));
    await page.goto("/orders");
    await expect(page.locator(".live-dot")).toHaveClass(/is-lost/);
    const other = await (await browser.newContext()).newPage();
    await signIn(other, "sales");
    const number = await bookWaiting(other);
    const row = page.locator("tbody tr", { hasText: number });
    await expect(row).toHaveCount(0);
    await page.unroute("**/live");
    // The browser tries again every few seconds.
    await expect(row).toBeVisible({ timeout: 15_000 });
    await expect(page.locator(".live-dot")).not.toHaveClass(/is-lost/);
    await other.context().close();
  });
});
