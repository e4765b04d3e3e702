// `make shots`: each page as it looks in light, in dark and on a phone, in end2end/shots.
// SHOTS=/orders,/stock takes only those; SHOTS_ROLE=sales as that person.
import { people, signIn, test, type Role } from "./support.ts";

const pages: string[] = process.env.SHOTS?.split(",") ?? ["/sign-in", "/", "/orders", "/orders/new", "/customers", "/stock", "/imports", "/scorecard"];

const looks = {
  light: { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: "light", viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
} as const;

const role = (process.env.SHOTS_ROLE ?? "admin") as Role;
if (!(role in people)) throw new Error(`SHOTS_ROLE is one of ${Object.keys(people).join(", ")}`);

for (const [look, options] of Object.entries(looks)) {
  test.describe(look, () => {
    // A picture of a page that is still missing says so itself.
    test.use({ ...options, reducedMotion: "reduce", allowed: [/status of 404/] });

    test(look, async ({ page }) => {
      test.setTimeout(pages.length * 15_000);
      for (const path of pages) {
        if (path !== "/sign-in" && !(await page.context().cookies()).length) await signIn(page, role);
        await page.goto(path, { waitUntil: "networkidle" });
        const name = path === "/" ? "home" : path.slice(1).replaceAll(/[^a-z0-9]+/gi, "-");
        await page.screenshot({ path: `${import.meta.dirname}/shots/${name}-${look}.png`, fullPage: look !== "phone" });
      }
    });
  });
}
