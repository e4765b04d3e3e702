// `make shots`: each page as it looks in light, in dark and on a phone, in end2end/shots.
// SHOTS=/orders,/products takes only those; SHOTS_ROLE=sales as that person.
import { people, signIn, test, type Role } from "./support.ts";

// An order's number holds the month it was booked in: the first of the list stands for an order's page.
const NEWEST = "/orders/newest";
const every = [
  "/sign-in", "/", "/search", "/notifications", "/account", "/dashboard",
  "/orders", "/orders/new", "/orders/drafts", NEWEST, "/credit", "/credit/simulate", "/imports", "/imports/new",
  "/customers", "/customers/new", "/customers/CUST-001", "/products", "/products/SKU-001", "/price-lists", "/warehouses",
  "/scorecards/SALES-001", "/scorecards/team", "/scorecards/leaderboard", "/scorecards/year", "/scorecards/compare", "/scorecards/balances", "/kra",
  "/packaging", "/packaging/in", "/packaging/out", "/packaging/ledger", "/packaging/materials/PKG-001", "/packaging/counts", "/packaging/reorder", "/packaging/bills",
  "/users", "/users/SALES-001/edit", "/users/roles", "/audit", "/settings",
];
const pages = process.env.SHOTS?.split(",") ?? every;

const looks = {
  light: { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: "light", viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
} as const;

const role = (process.env.SHOTS_ROLE ?? "admin") as Role;
if (!(role in people)) throw new Error(`SHOTS_ROLE is one of ${Object.keys(people).join(", ")}`);

for (const [look, options] of Object.entries(looks)) {
  test.describe(look, () => {
    test.use({ ...options, reducedMotion: "reduce" });

    test(look, async ({ page }) => {
      test.setTimeout(pages.length * 15_000);
      for (const path of pages) {
        if (path !== "/sign-in" && !(await page.context().cookies()).length) await signIn(page, role);
        if (path === NEWEST) await page.goto("/orders");
        const there = path === NEWEST ? await page.locator("a.row-link").first().getAttribute("href") : path;
        await page.goto(there ?? path, { waitUntil: "networkidle" });
        const name = path === "/" ? "home" : path.slice(1).replaceAll(/[^a-z0-9]+/gi, "-");
        await page.screenshot({ path: `${import.meta.dirname}/shots/${name}-${look}.png`, fullPage: look !== "phone" });
      }
    });
  });
}
