// The day's road: a sales person books, credit control decides, everybody sees it.
import type { Page } from "@playwright/test";
import { axe, expect, signIn, test, waitingOrder } from "./support.ts";

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

  test("chooses a product by pointer from what is suggested", async ({ page }) => {
    await page.goto("/orders/new");
    await page.waitForLoadState("networkidle");
    await page.locator("#sku-1").pressSequentially("SKU-00");
    await page.locator("[role=option]").nth(1).click();
    await expect(page.locator("#sku-1")).toHaveValue(/^SKU-\d+$/);
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

test("credit control decides the case that is open, and the order remembers who", async ({ page, browser }) => {
  const number = await waitingOrder(browser);
  await signIn(page, "credit");
  await page.goto(`/credit?order=${number}`);
  await page.waitForLoadState("networkidle");
  await page.locator("#remark").fill("Paid by cheque this morning");
  await page.locator("#decide").getByRole("button", { name: "Hold" }).click();
  await expect(page.locator(".toast")).toContainText(number);
  await page.goto(`/orders/${number}`);
  await expect(page.locator(".timeline")).toContainText("Amit Patel");
});

test("a case that is forwarded leaves word for the colleague, and the next opens", async ({ page, browser }) => {
  const number = await waitingOrder(browser);
  await signIn(page, "credit");
  await page.goto(`/credit?order=${number}`);
  await page.waitForLoadState("networkidle");
  await page.locator("#remark").fill("You know them");
  await page.locator("#person").selectOption("APPROVER-001");
  await page.locator("#decide").getByRole("button", { name: "Forward" }).click();
  await expect(page.locator(".toast")).toContainText(`${number}: forwarded to Meera Nair`);
  await page.goto(`/credit?order=${number}`);
  await expect(page.locator(".split-case")).toContainText("Forwarded to Meera Nair by Amit Patel");
  await page.waitForLoadState("networkidle");
  await page.locator("#decide").getByRole("button", { name: "Recheck" }).click();
  await expect(page.locator(".split-case")).toContainText("Tested again");
});

test("ticking cases shows at once what can be done with them", async ({ page }) => {
  await signIn(page, "credit");
  await page.goto("/credit");
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".selection-bar")).toBeHidden();
  await page.locator(".split-row input[type=checkbox]").first().check();
  await expect(page.locator(".selection-bar")).toContainText("1 selected");
  await expect(page.getByRole("button", { name: "Release selected" })).toBeInViewport();
});

test.describe("the list, by script", () => {
  test.use({ role: "sales" });

  test("comes back as it was left", async ({ page }) => {
    await page.goto("/orders");
    await page.waitForLoadState("networkidle");
    await page.locator("tbody input[type=checkbox]").nth(1).check();
    await expect(page.locator(".selection-bar")).toContainText("1 selected");
    await page.locator(".table-wrap").evaluate((box) => (box.scrollTop = 300));
    await page.locator("a.row-link").nth(14).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^(ORD|CLR)-/);
    await page.goBack();
    await expect(page.locator("tbody input[type=checkbox]").nth(1)).toBeChecked();
    await expect.poll(() => page.locator(".table-wrap").evaluate((box) => box.scrollTop)).toBeGreaterThan(200);
  });

  test("exports what is ticked as a file", async ({ page }) => {
    await page.goto("/orders");
    await page.waitForLoadState("networkidle");
    await page.locator("tbody input[type=checkbox]").first().check();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".selection-bar").getByRole("button", { name: "Export", exact: true }).click()]);
    expect(file.suggestedFilename()).toMatch(/^orders-.*\.xlsx$/);
  });

  test("shows the lines of the row on which the pointer rests", async ({ page }) => {
    await page.goto("/orders");
    await page.waitForLoadState("networkidle");
    const number = await page.locator("a.row-link").first().innerText();
    await page.locator("tbody tr").first().hover();
    await expect(page.locator(".peek")).toContainText(number);
    await expect(page.locator(".peek tr").first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator(".peek")).toHaveCount(0);
  });

  test("keeps a view under a name and takes it away", async ({ page }) => {
    await page.goto("/orders?min=5000");
    await page.waitForLoadState("networkidle");
    await page.getByText("Save view").click();
    await page.getByLabel("Name of the view").fill("Five thousand up");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.locator(".tab", { hasText: "Five thousand up" })).toHaveAttribute("aria-current", "page");
    await page.getByText("Save view").click();
    await page.getByRole("button", { name: "Delete the view Five thousand up" }).click();
    await expect(page.locator(".tab", { hasText: "Five thousand up" })).toHaveCount(0);
  });
});

test("a new order slips into another's list, marked", async ({ page, browser }) => {
  await signIn(page, "admin");
  await page.goto("/orders");
  await page.waitForLoadState("networkidle");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales");
  await other.goto("/orders/new?customer=CUST-002");
  await other.waitForLoadState("networkidle");
  await other.locator("[name='form[lines][0][sku]']").fill("SKU-001");
  await other.locator("[name='form[lines][0][quantity]']").fill("1");
  await other.keyboard.press("Control+Enter");
  await expect(other).toHaveURL(/\/orders\/ORD-/);
  await expect(page.locator("tbody tr.is-new").first()).toBeVisible();
  await other.context().close();
});

test.describe("the frame", () => {
  test.use({ role: "sales" });

  test("tells where one is, folds its menu and remembers that", async ({ page }) => {
    await page.goto("/orders/new");
    await page.waitForLoadState("networkidle");
    await expect(page.locator(".crumbs")).toContainText("Orders");
    await page.getByRole("button", { name: "Fold the menu" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-nav", "folded");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-nav", "folded");
  });

  test("takes a file dropped anywhere on a page that asks for one", async ({ page }) => {
    await page.goto("/imports/new");
    await page.waitForLoadState("networkidle");
    const files = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["Customer ID,SKU Code,Quantity\nCUST-002,SKU-001,1\n"], "dropped.csv", { type: "text/csv" }));
      return data;
    });
    await page.locator("h1").dispatchEvent("drop", { dataTransfer: files });
    expect(await page.locator("#file").evaluate((input) => (input as HTMLInputElement).files?.[0]?.name)).toBe("dropped.csv");
  });

  test("offers the last records and what can be done before a word is typed", async ({ page }) => {
    await page.goto("/orders");
    await page.waitForLoadState("networkidle");
    const number = (await page.locator("a.row-link").first().textContent()) ?? "";
    await page.locator("a.row-link").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(number);
    await page.keyboard.press("Control+k");
    await expect(page.locator(".palette-item").first()).toContainText(number);
    await expect(page.locator(".palette-list")).toContainText("Book an order");
  });

  test("lists the keys of the page", async ({ page }) => {
    await page.goto("/orders");
    await page.waitForLoadState("networkidle");
    const number = await page.locator("a.row-link").first().innerText();
    await page.locator("a.row-link").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(number);
    await expect(page.locator("#page [data-key]", { hasText: "Repeat" }).or(page.getByRole("link", { name: "Repeat" })).first()).toBeVisible();
    await page.keyboard.press("?");
    await expect(page.locator("#page-keys")).toContainText("Repeat");
  });
});

test.describe("a session that ended", () => {
  test.use({ role: "sales", allowed: [/status of 401/] });

  test("is opened again over the page, and the order goes out as it was typed", async ({ page }) => {
    await page.goto("/orders/new?customer=CUST-002");
    await page.waitForLoadState("networkidle");
    await page.locator("[name='form[lines][0][sku]']").fill("SKU-001");
    await page.locator("[name='form[lines][0][quantity]']").fill("3");
    await page.waitForLoadState("networkidle");
    await page.context().clearCookies();
    await page.keyboard.press("Control+Enter");
    const dialog = page.locator("#sign-in-again");
    await expect(dialog).toBeVisible();
    await dialog.locator("[name=password]").fill("sales123");
    await dialog.locator("[name=password]").press("Enter");
    await expect(page).toHaveURL(/\/orders\/ORD-/);
  });
});

test.describe("a page that is not there", () => {
  test.use({ role: "sales", allowed: [/status of 404/] });

  test("says so inside the frame", async ({ page }) => {
    await page.goto("/nothing/here");
    await expect(page.locator(".sidebar")).toBeVisible();
    await expect(page).toHaveTitle(/nothing here/i);
  });
});

const same = (mark: string) =>
  `Customer ID,SKU Code,Quantity,Order Ref\nCUST-002,SKU-0O1,1,${mark}-1\nCUST-002,SKU-0O1,2,${mark}-2\nCUST-002,SKU-001,two,${mark}-3\nCUST-002,SKU-0O1,3,${mark}-4\n`;

/** Uploads a file in which three rows make the same mistake and one another. */
async function uploadSame(page: Page, mark: string): Promise<void> {
  await page.goto("/imports/new?kind=orders");
  await page.waitForLoadState("networkidle");
  await page.locator("#file").setInputFiles({ name: `${mark}.csv`, mimeType: "text/csv", buffer: Buffer.from(same(mark)) });
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page).toHaveURL(/\/imports\/\d+$/);
}

async function mendSame(page: Page): Promise<void> {
  const wrong = page.locator("tbody tr").filter({ has: page.locator(".value-bad", { hasText: /^SKU-0O1$/ }) });
  const take = page.getByRole("button", { name: "Use SKU-001", exact: true });
  await expect(wrong).toHaveCount(3);
  // Said once; the others point at it.
  await expect(take).toHaveCount(1);
  await expect(page.getByText("Same as row 2")).toHaveCount(2);
  await take.click();
  await expect(wrong).toHaveCount(0);
  await expect(take).toHaveCount(0);
  // The other mistake is still there, and nothing else waits for a person.
  await expect(page.locator("tbody .value-bad")).toHaveText(["two"]);
  await expect(page.locator(".stat.is-stopped b")).toHaveText("1");
}

test.describe("a file with one mistake in many rows", () => {
  test.use({ role: "sales" });

  test("is mended in all of them with one press, and stays so", async ({ page }) => {
    await uploadSame(page, "pressed");
    await page.waitForLoadState("networkidle");
    await axe(page);
    await mendSame(page);
    await page.reload();
    await expect(page.locator("tbody .value-bad")).toHaveText(["two"]);
    await expect(page.getByRole("button", { name: "Use SKU-001" })).toHaveCount(0);
  });
});

test.describe("a file with one mistake in many rows, without script", () => {
  test.use({ javaScriptEnabled: false });

  test("is mended the same way", async ({ page }) => {
    await signIn(page, "sales");
    await uploadSame(page, "posted");
    await mendSame(page);
    await expect(page).toHaveURL(/\/imports\/\d+$/);
  });
});

test.describe("many pages asked for at once", () => {
  test.use({ role: "admin" });

  test("name each their own pieces of the program and no others'", async ({ page }) => {
    const pieces = async (path: string) => {
      const html = await (await page.request.get(path)).text();
      return (html.match(/href="[^"]*\.wasm"/g) ?? []).sort();
    };
    const paths = ["/", "/orders", "/settings", "/scorecards/team", "/packaging"];
    const alone = new Map<string, string[]>();
    for (const path of paths) {
      alone.set(path, await pieces(path));
    }
    expect(new Set([...alone.values()].map(String)).size).toBe(paths.length);
    const asked = Array.from({ length: 60 }, (_, i) => paths[i % paths.length] ?? "/");
    const together = await Promise.all(asked.map(pieces));
    asked.forEach((path, i) => expect(together[i]).toEqual(alone.get(path)));
  });
});

test.describe("The files of an order", () => {
  test.use({ role: "sales" });

  test("are chosen for what is missing, or pasted", async ({ page }) => {
    await page.goto("/orders?mine=yes&status=Delivered");
    await page.locator("a.row-link").last().click();
    await expect(page).toHaveURL(/\/orders\/ORD-/);
    await page.waitForLoadState("networkidle");
    const kind = page.getByLabel("Kind of file");
    await expect(kind).toHaveValue("other");
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("link", { name: "Add a file: Cheque or payment proof" }).click(),
    ]);
    await expect(kind).toHaveValue("payment");
    await chooser.setFiles({ name: "cheque.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 a cheque") });
    await page.locator("#files").getByRole("button", { name: "Attach" }).click();
    await expect(page.getByRole("heading", { name: "Cheque or payment proof" })).toBeVisible();
    await expect(page.getByRole("link", { name: "cheque.pdf" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(["%PDF-1.7 a paper"], "pasted.pdf", { type: "application/pdf" }));
      document.querySelector("h1")!.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.locator("#files").getByRole("button", { name: "Attach" }).click();
    await expect(page.getByRole("link", { name: "pasted.pdf" })).toBeVisible();
  });
});
