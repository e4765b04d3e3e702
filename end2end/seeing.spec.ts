// An Admin who sees as somebody else does: every page says so, nothing is changed, and it ends in every tab at once.
import { axe, expect, test } from "./support";

// The refusal's own status, which the browser reports as an error.
test.use({ role: "admin", allowed: [/status of 403/] });

test("an Admin sees as a salesperson does, changes nothing, and comes back in every tab", async ({ page, context }) => {
  await page.goto("/users?q=SALES-001");
  await page.getByRole("row", { name: /Rajesh Kumar/ }).hover();
  await page.getByRole("button", { name: "See as Rajesh Kumar" }).click();
  const strip = page.locator(".eyes-strip");
  await expect(strip).toContainText("Rajesh Kumar (Sales)");
  await expect(page.locator(".sidebar a[href='/users']")).toHaveCount(0);
  await axe(page);

  const other = await context.newPage();
  await other.goto("/orders");
  await expect(other.locator(".eyes-strip")).toBeVisible();

  await page.locator(".sidebar a[href='/customers']").click();
  await expect(page).toHaveURL(/\/customers$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(strip).toBeVisible();

  await page.goto("/account");
  await page.getByLabel("Present password").fill("sales123");
  await page.getByLabel("New password", { exact: true }).fill("green mangoes");
  await page.getByLabel("The new password again").fill("green mangoes");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Go back to your own view first");

  await strip.getByRole("button").click();
  await expect(page).toHaveURL(/\/users$/);
  await expect(strip).toHaveCount(0);
  await expect(other.locator(".eyes-strip")).toHaveCount(0);
});
