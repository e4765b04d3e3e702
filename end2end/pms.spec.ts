// The road of a scorecard: template → targets → self score → adjusted → acknowledged → locked → the year.
import { axe, expect, signIn, test } from "./support.ts";

// Long ago, so that no sample scorecard is in the way.
const month = "2024-05";
const card = `/scorecards/SALES-001?month=${month}`;

test.describe.serial("a scorecard's road", () => {
  test("an Admin sets up a template and copies it to a person and a month", async ({ page }) => {
    await signIn(page, "admin");
    await page.goto("/kra/templates/new");
    await page.waitForLoadState("networkidle");
    await page.locator("[name='form[name]']").fill("Field sales, road test");
    await page.locator("[name='form[kras][0][name]']").fill("Sales target");
    await page.locator("[name='form[kras][0][kind]']").selectOption("Unrestricted");
    await page.locator("[name='form[kras][0][source]']").selectOption("Typed");
    await page.locator("[name='form[kras][0][target]']").fill("10,00,000");
    await page.locator("[name='form[kras][0][weight]']").fill("60");
    await page.locator("[name='form[kras][1][name]']").fill("Collection");
    await page.locator("[name='form[kras][1][kind]']").selectOption("Restricted");
    await page.locator("[name='form[kras][1][source]']").selectOption("Typed");
    await page.locator("[name='form[kras][1][target]']").fill("5,00,000");
    await page.locator("[name='form[kras][1][weight]']").fill("40");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/kra\/templates\/\d+/);
    await page.locator("[name='from']").fill(month);
    await page.locator("[name='people[]'][value='SALES-001']").check();
    await page.getByRole("button", { name: "Copy" }).click();
    await expect(page.locator(".notice-success")).toContainText("1 scorecards made");
  });

  test("the employee tries a figure, scores and submits", async ({ page }) => {
    await signIn(page, "sales");
    await page.goto(card);
    await page.waitForLoadState("networkidle");
    await axe(page);
    await page.locator("#what-if-KRA1").fill("12,00,000");
    await expect(page.locator(".what-if-result")).toContainText("72.0 points");
    await page.locator("#achieved-1").fill("10,00,000");
    await page.locator("#achieved-2").fill("5,00,000");
    await page.locator("#comment").fill("Two new shops on the western line");
    await page.getByRole("button", { name: "Submit for review" }).click();
    await expect(page.locator(".page-head")).toContainText("Submitted");
    await expect(page.locator(".stat").first()).toContainText("100.0");
  });

  test("the manager adjusts a score with a reason and signs off", async ({ page }) => {
    await signIn(page, "manager");
    await page.goto("/scorecards/team");
    await expect(page.locator("#queue")).toContainText("Rajesh Kumar");
    await page.goto(card);
    await page.waitForLoadState("networkidle");
    await page.locator(".why > summary").nth(1).click();
    await page.locator("#points-KRA2").fill("36");
    await page.locator("#reason-KRA2").fill("One cheque came back");
    await page.getByRole("button", { name: "Adjust" }).click();
    await expect(page.locator(".stat").first()).toContainText("96.0");
    await expect(page.locator(".gap").first()).toHaveText("-4.0");
    await page.locator(".page-actions summary", { hasText: "Sign off" }).click();
    await page.locator("#remark-review").fill("Good month");
    await page.locator(".act-panel").getByRole("button", { name: "Sign off" }).click();
    await expect(page.locator(".page-head")).toContainText("Reviewed");
  });

  test("the employee acknowledges, the manager locks, and the year shows it", async ({ page, browser }) => {
    await signIn(page, "sales");
    await page.goto(card);
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await expect(page.locator(".page-head")).toContainText("Acknowledged");
    const other = await browser.newContext();
    const manager = await other.newPage();
    await signIn(manager, "manager");
    await manager.goto(card);
    await manager.waitForLoadState("networkidle");
    await manager.getByRole("button", { name: "Lock" }).click();
    await expect(manager.locator(".page-head")).toContainText("Locked");
    await other.close();
    await page.goto("/scorecards/year?user=SALES-001&year=2024-25");
    await expect(page.locator("table.annual")).toContainText("96.0");
    await axe(page);
  });
});

test.describe("every page of performance", () => {
  test.use({ role: "admin" });

  for (const path of ["/scorecards/team", "/scorecards/leaderboard?span=quarter", "/scorecards/compare", "/kra", "/kra/tables/incentive", "/kra/templates/new"]) {
    test(`${path} wakes without a complaint and is accessible`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await axe(page);
    });
  }
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("what if is worked out by the server, from the address", async ({ page }) => {
    await signIn(page, "sales");
    await page.goto("/scorecards");
    await page.locator(".what-if input.num").first().fill("1");
    await page.getByRole("button", { name: "Work it out" }).click();
    await expect(page.locator(".what-if-result")).toContainText("points");
  });
});
