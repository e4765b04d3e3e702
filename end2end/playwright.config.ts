import { defineConfig, devices } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// Every worker reads this file again: the first reading chooses, the environment carries it to the others.
const port = (process.env.E2E_PORT ??= String(await freePort()));
const folder = (process.env.E2E_FOLDER ??= temporaryFolder());
const root = resolve(import.meta.dirname, "..");
const program = process.env.NEXUS ?? join(root, "target/release/nexus");
// SQLite, unless E2E_ENGINE=postgres: then a private PostgreSQL that lives as long as the program.
const postgres = process.env.E2E_ENGINE === "postgres";
const serve = postgres ? `deploy/postgres.sh '${program}' serve` : `'${program}' serve`;
const results = join(import.meta.dirname, "results", postgres ? "postgres" : "sqlite");
const log = join(results, "server.log");
const address = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: ".",
  outputDir: results,
  workers: 2,
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  // A machine that stalls fails no test that passes when it is asked again; what was asked twice is named at the end.
  retries: process.env.CI ? 1 : 0,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: address,
    locale: "en-IN",
    timezoneId: "Asia/Kolkata",
    // What a worker answers can't be routed by a test; the tests of the worker allow it.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "browser", testMatch: "**/*.spec.ts" },
    { name: "shots", testMatch: "shots.ts", fullyParallel: false },
  ],
  // A server of its own, on an empty database that it fills with sample data. What it said is shown if it won't start.
  webServer: {
    command: `mkdir -p '${results}' && cd '${root}' && ${serve} >'${log}' 2>&1 || { tail -n 40 '${log}' >&2; exit 1; }`,
    url: `${address}/readyz`,
    reuseExistingServer: false,
    timeout: 60_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    env: {
      NEXUS_ENV: "test",
      HOST: "127.0.0.1",
      PORT: port,
      PUBLIC_URL: address,
      // deploy/postgres.sh names its own.
      DATABASE_URL: `sqlite://${folder}/e2e.db`,
      DATA_DIR: folder,
    },
  },
});

function temporaryFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "nexus-e2e-"));
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const chosen = probe.address();
      probe.close(() => (chosen && typeof chosen === "object" ? found(chosen.port) : failed(new Error("no port"))));
    });
  });
}
