// What every browser test stands on: a page that must stay free of errors, people who sign in, and the axe.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Browser, type Page } from "@playwright/test";

/** The people of the sample data, one a role. */
export const people = {
  admin: { email: "admin@nexusoms.com", password: "admin123" },
  sales: { email: "rajesh@nexusoms.com", password: "sales123" },
  otherSales: { email: "priya@nexusoms.com", password: "sales123" },
  manager: { email: "sunita@nexusoms.com", password: "sales123" },
  credit: { email: "amit@nexusoms.com", password: "credit123" },
  warehouse: { email: "suresh@nexusoms.com", password: "warehouse123" },
  procurement: { email: "farida@nexusoms.com", password: "procurement123" },
} as const;

export type Role = keyof typeof people;

interface Options {
  /** Who is signed in when the test begins: `test.use({ role: "sales" })`. */
  role: Role | undefined;
  /** What the console may say in this test, for instance the 422 of a form that is to be refused. */
  allowed: RegExp[];
}

export const test = base.extend<Options & { quietConsole: void }>({
  role: [undefined, { option: true }],
  allowed: [[], { option: true }],

  // A page that looks right and complains in the console isn't right: a failed hydration says so only there.
  quietConsole: [
    async ({ context, allowed }, use) => {
      const complaints: string[] = [];
      const complain = (said: string) => allowed.some((one) => one.test(said)) || complaints.push(said);
      context.on("weberror", (thrown) => complain(`thrown: ${thrown.error().message}`));
      context.on("console", (message) => {
        const said = `${message.text()} (${message.location().url})`;
        if (message.type() === "error" || /hydrat/i.test(said)) complain(said);
      });
      await use();
      expect(complaints, "the console stays silent").toEqual([]);
    },
    { auto: true },
  ],

  page: async ({ page, role }, use) => {
    if (role) await signIn(page, role);
    await use(page);
  },
});

export { expect };

export async function signIn(page: Page, role: Role): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, people[role].email, people[role].password);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Fills the sign-in form and sends it, as someone without a mouse would. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=password]").press("Enter");
}

/** Books for a customer with dues, so that the order waits for credit; answers its number. */
export async function bookWaiting(page: Page): Promise<string> {
  await page.goto("/orders/new?customer=CUST-001");
  await page.waitForLoadState("networkidle");
  await page.locator("[name='form[lines][0][sku]']").fill("SKU-001");
  await page.locator("[name='form[lines][0][quantity]']").fill("1");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/orders\/ORD-/);
  return new URL(page.url()).pathname.split("/").pop() ?? "";
}

/** The same by a sales person of its own, so that no other test decides about that order. */
export async function waitingOrder(browser: Browser): Promise<string> {
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales");
  const number = await bookWaiting(other);
  await other.context().close();
  return number;
}

/** Fails on what WCAG 2.2 AA forbids and axe calls serious or critical. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  expect(grave, `axe on ${new URL(page.url()).pathname}`).toEqual([]);
}
