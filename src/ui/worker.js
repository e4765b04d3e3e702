// Keeps what a store room needs while the line is down: the files of the site, and goods in, goods out and the count sheets as
// this person saw them last, with the names of all materials for the lines of those forms. The network always goes first; what is
// kept is shown only where nobody answers. Pages are one person's: they go at sign-out, and when another person's page arrives.
// The server puts the texts before this.
"use strict";
const FILES = "nexus-files", PAGES = "nexus-pages";
const PAGE = /^\/packaging\/(in|out|counts\/\d+)$/;
/** Pages whose lines name materials, and the list of all of them: code, name, unit, barcode. */
const MOVES = /^\/packaging\/(in|out)$/;
const NAMES = "/api/packaging/names";
const FILE = /^\/(pkg\/|fonts\/|icons\.svg$|favicon\.svg$|site\.webmanifest$|page\.js$)/;
// A name that changes with what it holds, and that of the site's main script.
const HASHED = /\.[\w-]{22}\.\w+$/;
const MAIN = /\/nexus\.[\w-]{22}\.js$/;
const LEAVES = ["/sign-out", "/account/sessions/end-all"];
/** Pages kept at most. */
const MOST = 20;
/** A copy of this age, in milliseconds, need not be fetched again. */
const FRESH = 60_000;
/** The same of the materials' names. */
const NAMED = 600_000;
const anyhow = { ignoreVary: true };

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && LEAVES.includes(url.pathname)) event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (!url.pathname.startsWith("/api/")) event.respondWith(open(event, url));
  } else if (url.pathname === NAMES) event.respondWith(names(request));
  else if (FILE.test(url.pathname)) event.respondWith(file(event, url));
});

addEventListener("message", (event) => {
  const { keep, files } = event.data ?? {};
  event.waitUntil(keepFiles(files ?? []).then(() => keep && keepPage(keep)).then(() => MOVES.test(keep) && keepNames()).catch(() => {}));
});

/** A page from the network, else the copy that was kept, else a page that says so. */
async function open(event, url) {
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return (await kept(url.pathname)) ?? nobody();
  }
  const person = response.headers.get("x-person"), copy = isKept(url, response) ? response.clone() : undefined;
  if (person) event.waitUntil(note(url.pathname, person, copy).catch(() => {}));
  // What this person may no longer see, or what is gone, is not kept either.
  if (response.status === 403 || response.status === 404) event.waitUntil(caches.open(PAGES).then((pages) => pages.delete(url.pathname, anyhow)));
  return response;
}

/** What names something in its address is kept without it. */
const isKept = (url, response) => PAGE.test(url.pathname) && !url.search && response.status === 200 && !response.redirected;

/** The pages of this person; another's are forgotten. */
async function pagesOf(person) {
  let pages = await caches.open(PAGES);
  const before = await pages.match("/person");
  if (before && (await before.text()) === person) return pages;
  await caches.delete(PAGES);
  pages = await caches.open(PAGES);
  await pages.put("/person", new Response(person));
  return pages;
}

async function note(path, person, response) {
  const pages = await pagesOf(person);
  if (!response) return;
  await pages.delete(path, anyhow);
  await pages.put(path, response);
  const all = (await pages.keys()).filter(({ url }) => PAGE.test(new URL(url).pathname));
  await Promise.all(all.slice(0, -MOST).map((old) => pages.delete(old, anyhow)));
}

async function kept(path) {
  if (PAGE.test(path)) return (await caches.open(PAGES)).match(path, anyhow);
}

/** Keeps a page that was reached without asking the server for its document. */
async function keepPage(path) {
  const before = await kept(path);
  if (!PAGE.test(path) || (before && Date.now() - Date.parse(before.headers.get("date")) < FRESH)) return;
  const url = new URL(path, location.origin), response = await fetch(url, { headers: { accept: "text/html" } });
  const person = response.headers.get("x-person");
  if (person && isKept(url, response)) await note(path, person, response);
}

/** Keeps the names of all materials, where those that are kept are old. */
async function keepNames() {
  const before = await (await caches.open(PAGES)).match(NAMES, anyhow);
  if (before && Date.now() - Date.parse(before.headers.get("date")) < NAMED) return;
  const response = await fetch(NAMES), person = response.headers.get("x-person");
  if (response.status === 200 && person) await (await pagesOf(person)).put(NAMES, response);
}

/** The names that are kept; a page asks for them where the server can't be reached. */
async function names(request) {
  return (await (await caches.open(PAGES)).match(NAMES, anyhow)) ?? fetch(request);
}

async function file(event, url) {
  const files = await caches.open(FILES), hashed = HASHED.test(url.pathname);
  const before = hashed && (await files.match(url.href, anyhow));
  if (before) return before;
  try {
    const response = await fetch(event.request);
    if (response.status === 200) event.waitUntil(files.put(url.href, response.clone()).catch(() => {}));
    return response;
  } catch {
    return (await files.match(url.href, anyhow)) ?? Response.error();
  }
}

/** Keeps the files that a page was made of. Another build's go, and the pages that need them. */
async function keepFiles(names) {
  const wanted = names.map((name) => new URL(name, location.origin)).filter(({ origin, pathname }) => origin === location.origin && FILE.test(pathname));
  const main = wanted.find(({ pathname }) => MAIN.test(pathname));
  const held = (await (await caches.open(FILES)).keys()).map(({ url }) => url);
  const isOld = (url) => main && MAIN.test(url) && url !== main.href;
  if (held.some(isOld)) await Promise.all([caches.delete(FILES), caches.delete(PAGES)]);
  const files = await caches.open(FILES);
  await Promise.all(wanted.map(async ({ href }) => {
    if (await files.match(href, anyhow)) return;
    const response = await fetch(href);
    if (response.status === 200) await files.put(href, response);
  }));
}

/** The page that is shown where nobody answers and nothing is kept. */
async function nobody() {
  const names = (await (await caches.open(FILES)).keys()).map(({ url }) => new URL(url).pathname);
  const pages = (await (await caches.open(PAGES)).keys()).map(({ url }) => new URL(url).pathname).filter((path) => PAGE.test(path));
  const style = names.filter((name) => name.endsWith(".css")).map((name) => `<link rel="stylesheet" href="${name}">`).join("");
  const title = (path) => TEXTS[path] ?? `${TEXTS.count} ${path.split("/").pop()}`;
  const links = pages.map((path) => `<a class="button" href="${path}">${title(path)}</a>`).join(" ");
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${TEXTS.title}</title>${style}</head><body><main class="page page-narrow"><div class="empty"><h1>${TEXTS.title}</h1><p>${TEXTS.about}</p>
    <div class="empty-actions"><a class="button button-primary" href="">${TEXTS.again}</a> ${links}</div></div></main></body></html>`;
  const policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'";
  return new Response(page, { status: 503, headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy } });
}
