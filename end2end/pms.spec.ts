// The road of a scorecard: template → targets → self score → adjusted → acknowledged → locked → the year.
import { execFileSync } from "node:child_process";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { axe, expect, signIn, test } from "./support.ts";

// Where deploy/setup.sh puts openpyxl and formulas.
const python = process.env.NEXUS_PYTHON ?? join(homedir(), ".cache/nexus/python/bin/python3");

/** Fills rows of a workbook's first sheet by the header, as somebody would in Excel. */
function fill(workbook: string, rows: Record<string, string | number>[]): void {
  const script = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
columns = {cell.value: cell.column for cell in sheet[1]}
for number, row in enumerate(json.loads(sys.argv[2]), start=2):
    for name, value in row.items():
        sheet.cell(number, columns[name], value)
book.save(sys.argv[1])`;
  execFileSync(python, ["-c", script, workbook, JSON.stringify(rows)]);
}

/** What the formulas of a workbook come to, computed by another engine, beside the texts of its cells. */
function recomputed(workbook: string): { texts: Record<string, string>; computed: Record<string, number> } {
  const script = join(import.meta.dirname, "../tests/fixtures/recompute.py");
  return JSON.parse(execFileSync(python, [script, workbook], { encoding: "utf8" }));
}

// Long ago, so that no sample scorecard is in the way.
const month = "2024-05";
const card = `/scorecards/SALES-001?month=${month}`;

test.describe.serial("a scorecard's road", () => {
  // A file that is refused.
  test.use({ allowed: [/status of 422/] });
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
    await page.locator("[name='form[kras][1][weight]']").fill("30");
    await page.getByRole("button", { name: "Add row" }).click();
    await expect(page.locator("[name='form[kras][4][name]']")).toBeFocused();
    await page.getByRole("button", { name: "Remove row 3" }).click();
    await expect(page.locator(".kra-foot")).toContainText("90 %: 10 % to go");
    await page.locator("[name='form[kras][1][weight]']").fill("40");
    await expect(page.locator(".kra-foot")).toContainText("The weights come to 100 %.");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/kra\/templates\/\d+/);
    await page.locator("[name='from']").fill(month);
    await page.locator("[name='people[]'][value='SALES-001']").check();
    await page.getByRole("button", { name: "Copy" }).click();
    await expect(page.locator(".notice-success")).toContainText("1 scorecard made");
  });

  test("the Admin brings the targets in by Excel, and a bad sum of weights is refused", async ({ page }) => {
    await signIn(page, "admin");
    await page.goto("/kra");
    await page.waitForLoadState("networkidle");
    await page.getByRole("link", { name: "Targets by Excel" }).click();
    await expect(page).toHaveURL(/\/imports\/new/);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[href='/api/imports/template/kra-targets']").click()]);
    const workbook = join(tmpdir(), `targets-${process.pid}-${Date.now()}.xlsx`);
    await download.saveAs(workbook);
    const row = (kra: string, target: number, weight: number) => ({ "Employee ID": "SALES-001", Month: "May'24", KRA: kra, Target: target, Weightage: weight });
    const upload = async () => {
      await page.goto("/imports/new?kind=kra-targets");
      await page.waitForLoadState("networkidle");
      await page.locator("#file").setInputFiles(workbook);
      await page.getByRole("button", { name: "Upload" }).click();
      await expect(page).toHaveURL(/\/imports\/\d+/);
    };
    fill(workbook, [row("Sales target", 1_100_000, 60), row("Collection", 500_000, 30)]);
    await upload();
    await expect(page.locator("body")).toContainText("The weights of SALES-001 for May'24 come to 90 %");
    fill(workbook, [row("Sales target", 1_000_000, 60), row("Collection", 400_000, 40)]);
    await upload();
    await page.waitForLoadState("networkidle");
    await page.locator("button[type=submit].button-primary").click();
    await expect(page).toHaveURL(/\/imports\/\d+\/(result|run)/);
    const shown = async () => {
      await page.goto(card);
      return page.locator("table.kra-table").innerText();
    };
    await expect.poll(shown).toContain("4,00,000");
    await expect(page.locator("table.kra-table tfoot")).toContainText("100");
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
    const attach = async (name: string, text: string) => {
      await page.locator("#file").setInputFiles({ name, mimeType: "application/pdf", buffer: Buffer.from(text) });
      await page.getByRole("button", { name: "Attach" }).click();
    };
    await attach("note.pdf", "no such thing");
    await expect(page.locator("#files")).toContainText("This is no photo");
    await attach("proof.pdf", "%PDF-1.7 proof");
    await expect(page.locator("#files")).toContainText("proof.pdf");
    await expect(page.locator("#files")).not.toContainText("This is no photo");
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
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export" }).click()]);
    const workbook = join(tmpdir(), `annual-${process.pid}-${Date.now()}.xlsx`);
    await download.saveAs(workbook);
    const { texts, computed } = recomputed(workbook);
    const total = Object.keys(texts).find((cell) => texts[cell] === "Total")!;
    expect(computed[total.replace("A", "C")], "May is the second month of the year").toBeCloseTo(96, 6);
  });

  test("the Admin watches the month being computed anew for all", async ({ page }) => {
    await signIn(page, "admin");
    await page.goto("/kra");
    await page.waitForLoadState("networkidle");
    await page.locator("#runs input[name='month']").fill("2026-02");
    await page.locator("#runs").getByRole("button", { name: "Compute" }).click();
    const run = page.locator("#runs li").filter({ hasText: "Feb'26" }).first();
    await expect(run.locator("progress")).toBeVisible();
    await expect(run).toContainText("Done", { timeout: 15_000 });
  });
});

test.describe("every page of performance", () => {
  test.use({ role: "admin" });

  for (const path of ["/scorecards/team", "/scorecards/leaderboard?span=quarter", "/scorecards/compare", "/scorecards/balances", "/kra", "/kra/tables/incentive", "/kra/templates/new"]) {
    test(`${path} wakes without a complaint and is accessible`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await axe(page);
    });
  }
});

test.describe("a grid of KRAs", () => {
  test.use({ role: "admin" });

  test("takes cells copied out of a sheet and marks the bad ones", async ({ page }) => {
    await page.goto("/kra/templates/new");
    await page.waitForLoadState("networkidle");
    const cell = (row: number, field: string) => page.locator(`[name='form[kras][${row}][${field}]']`);
    await cell(0, "target").evaluate((input) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "1,00,000\t60\nmany\t40\n");
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(cell(0, "target")).toHaveValue("1,00,000");
    await expect(cell(0, "weight")).toHaveValue("60");
    await expect(cell(1, "target")).toHaveAttribute("aria-invalid", "true");
    await expect(cell(1, "weight")).toHaveValue("40");
  });
});

test.describe("the queue on a phone", () => {
  test.use({ role: "admin", viewport: { width: 390, height: 844 } });

  test("is ticked whole by one box", async ({ page }) => {
    await page.goto("/scorecards/team");
    await page.waitForLoadState("networkidle");
    const rows = page.locator("#queue tbody input[type=checkbox]"), all = page.locator("#queue .queue-all input");
    await all.check();
    await expect(page.locator("#queue tbody input:checked")).toHaveCount(await rows.count());
    await rows.first().uncheck();
    await expect(all).not.toBeChecked();
    await axe(page);
  });
});

test.describe("credit control", () => {
  test.use({ role: "credit" });

  test("enters the balances of a branch and sees no score", async ({ page }) => {
    await page.goto("/scorecards/balances");
    await page.waitForLoadState("networkidle");
    const person = page.locator("#SALES-002");
    await person.locator("input.num").first().fill("4,00,000");
    await person.getByRole("button").click();
    await expect(page.locator(".notice-success")).toContainText("Priya Sharma");
    await axe(page);
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false, allowed: [/status of 422/] });

  test("a sign-off of several that is refused says why", async ({ page }) => {
    await signIn(page, "admin");
    await page.goto("/scorecards/team");
    // Whoever signs a disputed one off must write why.
    const waiting = page.locator("#queue tbody tr").filter({ hasText: "Disputed" });
    await waiting.first().locator("input[type=checkbox]").check();
    await page.getByRole("button", { name: "Sign off selected" }).click();
    await expect(page.locator(".notice-warning")).toContainText("0 done, 1 refused");
  });

  test("what if is worked out by the server, from the address", async ({ page }) => {
    await signIn(page, "sales");
    await page.goto("/scorecards");
    await page.locator(".what-if input.num").first().fill("1");
    await page.getByRole("button", { name: "Work it out" }).click();
    await expect(page.locator(".what-if-result")).toContainText("points");
  });
});
