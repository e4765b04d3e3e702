// The day's road: a sales person books, credit control decides, everybody sees it.
import { axe, expect, signIn, test } from "./support.ts";

test.describe("a sales person", () => {
  test.use({ role: "sales" });

  for (const path of ["/", "/orders", "/orders/new", "/customers", "/customers/CUST-001", "/products", "/products/SKU-001", "/imports", "/imports/new"]) {
    test(`opens ${path}, which wakes without a complaint`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
    });
  }

  test("finds the list accessible", async ({ page }) => {
    await page.goto("/orders");
    await page.waitForLoadState("networkidle");
    await axe(page);
  });

  test("books an order by keyboard alone", async ({ page }) => {
    await page.goto("/orders/new");
    await page.waitForLoadState("networkidle");
    await page.locator("[name='form[customer]']").focus();
    await page.keyboard.type("CUST-002");
    await page.keyboard.press("Tab");
    await page.locator("[name='form[lines][0][sku]']").focus();
    await page.keyboard.type("SKU-001");
    await page.keyboard.press("Tab");
    await page.locator("[name='form[lines][0][quantity]']").focus();
    await page.keyboard.type("2");
    await page.keyboard.press("Control+Enter");
    await expect(page).toHaveURL(/\/orders\/ORD-/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^ORD-/);
  });
});

test.describe("without script", () => {
  // The refusal's own status, which the browser reports as an error.
  test.use({ javaScriptEnabled: false, allowed: [/status of 422/] });

  test("a sales person books, and is told what is wrong with what was typed", async ({ page }) => {
    await signIn(page, "sales");
    await page.goto("/orders/new");
    await page.locator("[name='form[customer]']").fill("CUST-002");
    await page.locator("[name='form[lines][0][sku]']").fill("SKU-0O1");
    await page.locator("[name='form[lines][0][quantity]']").fill("two");
    await page.getByRole("button", { name: /Book order/ }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await expect(page.locator("[name='form[lines][0][quantity]']")).toHaveValue("two");
    await page.locator("[name='form[lines][0][sku]']").fill("SKU-001");
    await page.locator("[name='form[lines][0][quantity]']").fill("2");
    await page.getByRole("button", { name: /Book order/ }).click();
    await expect(page).toHaveURL(/\/orders\/ORD-/);
  });

  test("the list is filtered by its form", async ({ page }) => {
    await signIn(page, "sales");
    await page.goto("/orders?status=Delivered");
    await expect(page.locator("tbody tr").first()).toContainText("Delivered");
  });
});

test("credit control decides the case that is open, and the order remembers who", async ({ page }) => {
  await signIn(page, "credit");
  await page.goto("/credit?sort=largest");
  await page.waitForLoadState("networkidle");
  await page.locator("#remark").fill("Paid by cheque this morning");
  const number = await page.locator("input[name=number]").inputValue();
  await page.locator("#decide").getByRole("button", { name: "Hold" }).or(page.locator("#decide").getByRole("button", { name: "Back to the queue" })).click();
  await page.goto(`/orders/${number}`);
  await expect(page.locator(".timeline")).toContainText("Amit Patel");
});
