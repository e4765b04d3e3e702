import { axe, expect, fillSignIn, people, test } from "./support.ts";

const { email, password } = people.sales;

function describeSignIn(): void {
  test("the right password opens Nexus", async ({ page }) => {
    await page.goto("/sign-in");
    // With script the page is awake by then.
    await page.waitForLoadState("networkidle");
    await fillSignIn(page, email, password);
    await expect(page).not.toHaveURL(/sign-in/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main", exact: true })).toBeVisible();
    await expect(page.locator(".topbar")).toBeVisible();
  });

  test.describe("a wrong password", () => {
    // The refusal's own status, which the browser reports as an error.
    test.use({ allowed: [/status of (401|422)/] });

    test("is told, and the email stays", async ({ page }) => {
      await page.goto("/sign-in");
      await fillSignIn(page, email, "not the password");
      await expect(page.getByRole("alert").first()).toBeVisible();
      await expect(page.locator("input[name=email]")).toHaveValue(email);
      await expect(page.locator("input[name=password]")).toHaveValue("");
      await expect(page).toHaveURL(/sign-in/);
    });
  });
}

test.describe("with script", describeSignIn);

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  describeSignIn();
});

test("a page asks a stranger to sign in, and leads on to itself", async ({ page }) => {
  await page.goto("/orders");
  await expect(page).toHaveURL(/sign-in/);
  await fillSignIn(page, email, password);
  await expect(page).toHaveURL(/\/orders$/);
});

test("the sign-in page is accessible", async ({ page }) => {
  await page.goto("/sign-in");
  await axe(page);
});
