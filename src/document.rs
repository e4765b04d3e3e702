//! The document around a page: what it names of the built site, the page, what the page read, and what wakes it.
//!
//! A page is whole before any of it is sent, so its document is written after it: by then its title is known, its status, and the pieces
//! of WASM it waits for. leptos_axum streams a document from a head that knows none of this, and reads the names of the site's
//! files from the disk for each.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, future::ready, stream};
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::{
    PrefetchLazyFn,
    config::LeptosOptions,
    hydration::AutoReload,
    nonce::{provide_nonce, use_nonce},
    prelude::*,
    reactive::owner::Sandboxed,
    tachys::ssr::{StreamBuilder, StreamChunk},
};
use leptos_axum::ResponseOptions;
use leptos_meta::{ServerMetaContext, ServerMetaContextOutput};
use leptos_router::{components::provide_server_redirect, location::RequestUrl};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::{
    app::App,
    platform::server::{http::AppState, storage},
    ui::frame::FrameData,
};

/// Where the files of the built site lie below it.
pub const FOLDER: &str = "pkg";

/// The built site, as far as documents name it.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    files: Arc<Files>,
}

#[derive(Debug)]
struct Files {
    stylesheet: String,
    script: String,
    wasm: String,
    /// What needs no WASM, by its address: it changes with what it holds.
    page: String,
    /// Loads the pieces of WASM.
    loader: String,
    /// The pieces that each group of pages needs.
    pieces: HashMap<String, Vec<String>>,
}

impl Site {
    /// Finds the names of the site's files; those in `hash.txt` beside the program carry the hash of their content.
    pub fn open(folder: PathBuf) -> Self {
        let files = Arc::new(Files::find(&folder));
        Self { folder, files }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of the stylesheet, for a document of one's own.
    pub fn stylesheet(&self) -> String {
        format!("/{FOLDER}/{}", self.files().stylesheet)
    }

    fn files(&self) -> Arc<Files> {
        // While the site is being worked on, its files change under the running program.
        if watched() { Arc::new(Files::find(&self.folder)) } else { self.files.clone() }
    }
}

impl Files {
    fn find(folder: &Path) -> Self {
        let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|parent| parent.join("hash.txt")));
        let hashes = beside.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let hash =
            |file: &str| hashes.lines().find_map(|line| line.strip_prefix(file)?.strip_prefix(':')).map(str::trim);
        let name = |stem: &str, file: &str, ending: &str| {
            hash(file).map_or(format!("{stem}.{ending}"), |hash| format!("{stem}.{hash}.{ending}"))
        };
        let manifest = folder.join(FOLDER).join(name("__wasm_split_manifest", "manifest", "json"));
        let pieces = std::fs::read(manifest).ok().and_then(|json| serde_json::from_slice(&json).ok());
        // The name that the splitter gives its loader where no hash is asked for.
        let loader = hash("split").unwrap_or("______________________");
        let page = std::fs::read(folder.join("page.js")).unwrap_or_default();
        Self {
            page: format!("/page.js?{}", storage::hash_of(&page).get(..12).unwrap_or_default()),
            stylesheet: name("nexus", "css", "css"),
            script: name("nexus", "js", "js"),
            wasm: name("nexus", "wasm", "wasm"),
            loader: format!("__wasm_split.{loader}.js"),
            pieces: pieces.unwrap_or_default(),
        }
    }
}

/// Whether `make dev` builds the site again while it is served.
fn watched() -> bool {
    static WATCHED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("LEPTOS_WATCH").is_some());
    *WATCHED
}

/// What gives a page something more in its context. One type for all, so that rendering is compiled once and not once for each form.
pub type More = Box<dyn FnOnce() + Send>;

/// The page of this request in its document.
pub async fn render(app: AppState, request: Request) -> Response {
    render_with(app, request, Box::new(|| {})).await
}

/// The page of this request in its document, with something more in its context.
pub async fn render_with(app: AppState, request: Request, more: More) -> Response {
    let (parts, _) = request.into_parts();
    let look = Look::of(&parts);
    let person = parts.extensions.get::<FrameData>().map(FrameData::keeper);
    let answer = ResponseOptions::default();
    let page = rendered(&app, parts, answer.clone(), more).await;
    let policy = policy(&page.nonce);
    let document = page.document(&look, &app.site.files());

    let mut response = Body::from(document.into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Whose page it is: what a browser keeps of it for when the line is down is this person's alone.
    let person = person.map(|code| (HeaderName::from_static("x-person"), code));
    let written = [(header::CONTENT_SECURITY_POLICY, policy)].into_iter().chain(person);
    headers.extend(written.filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?))));
    if let Ok(mut answer) = answer.0.write() {
        response.headers_mut().extend(std::mem::take(&mut answer.headers));
        *response.status_mut() = answer.status.unwrap_or_default();
    }
    response
}

/// A page that waits for nothing any more.
struct Page {
    /// In the order it stands in.
    html: Vec<String>,
    title: String,
    /// What else it has for the head.
    tags: String,
    /// What it read, so that the browser needn't: a script.
    data: String,
    /// The groups of pages it belongs to.
    groups: Vec<&'static str>,
    nonce: String,
    reload: String,
}

async fn rendered(app: &AppState, parts: Parts, answer: ResponseOptions, more: More) -> Page {
    let shared = Arc::new(SsrSharedContext::new());
    let owner = Owner::new_root(Some(shared.clone()));
    let (meta, written) = ServerMetaContext::new();
    let asked = PrefetchLazyFn::default();
    let url = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let url = RequestUrl::new(&format!("http://nexus{url}"));
    let desk = app.desk.clone();
    let options = watched().then(|| LeptosOptions::builder().output_name("nexus").build());
    // What is read while the page waits must find the arena of its own signals.
    Sandboxed::new(async move {
        let (stream, nonce, reload) = owner.with(|| {
            provide_context(url);
            provide_context(parts);
            provide_context(answer);
            provide_context(meta);
            provide_context(asked.clone());
            provide_context(desk);
            provide_server_redirect(leptos_axum::redirect);
            provide_nonce();
            more();
            let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
            let reload = options.map(|options| view! { <AutoReload options/> }.to_html()).unwrap_or_default();
            (App().to_html_stream_in_order(), nonce, reload)
        });
        let html = whole(stream).await;
        while let Some(pending) = shared.await_deferred() {
            pending.await;
        }
        let data = data(shared.consume_buffers().await.into_iter().map(|(id, value)| (id.into_inner(), value)));
        let groups = asked.0.try_read_value().map(|groups| groups.iter().copied().collect()).unwrap_or_default();
        let (tags, title) = head(written).await;
        owner.unset_with_forced_cleanup();
        Page { html, title, tags, data, groups, nonce, reload }
    })
    .await
}

/// The parts of a page in order, each when it is there. As a stream of text each would be copied twice on its way.
async fn whole(mut page: StreamBuilder) -> Vec<String> {
    let mut parts = Vec::new();
    let mut to_come = page.take_chunks();
    while let Some(part) = to_come.pop_front() {
        match part {
            StreamChunk::Sync(html) => parts.push(html),
            StreamChunk::Async { chunks } => chunks.await.into_iter().rev().for_each(|part| to_come.push_front(part)),
            // Only where a page is asked for out of order.
            StreamChunk::OutOfOrder { .. } => {}
        }
    }
    parts
}

/// What the page has for the head, and its title, which leptos_meta would write as it stands: a customer's name may hold markup.
async fn head(written: ServerMetaContextOutput) -> (String, String) {
    const END: &str = "</head>";
    let mut written = std::pin::pin!(written.inject_meta_context(stream::once(ready(END.to_owned()))).await);
    let written = written.next().await.unwrap_or_default();
    let written = written.strip_suffix(END).unwrap_or_default();
    let (tags, title) = written.split_once("<title>").unwrap_or((written, ""));
    (tags.to_owned(), title.strip_suffix("</title>").unwrap_or_default().to_owned())
}

/// What was read, by the number that the browser asks for it with.
fn data(read: impl Iterator<Item = (usize, String)>) -> String {
    let mut script = String::from("__SERIALIZED_ERRORS=[];__INCOMPLETE_CHUNKS=[];__RESOLVED_RESOURCES=[];");
    for (id, value) in read {
        script.push_str("__RESOLVED_RESOURCES[");
        script.push_str(&id.to_string());
        script.push_str("]=");
        quote(&mut script, &value);
        script.push(';');
    }
    script
}

/// A string of JavaScript that can't end its script. JSON has few single quotes and many double ones, and breaks no line.
fn quote(script: &mut String, json: &str) {
    script.reserve(json.len() + 2);
    script.push('\'');
    let mut rest = json;
    while let Some(at) = memchr::memchr3(b'\'', b'\\', b'<', rest.as_bytes()) {
        let (plain, special) = rest.split_at(at);
        script.push_str(plain);
        script.push_str(match special.as_bytes().first() {
            Some(b'\'') => "\\'",
            Some(b'\\') => "\\\\",
            _ => "\\x3c",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    script.push_str(rest);
    script.push('\'');
}

/// How this browser wants its pages, as its cookies say.
#[derive(Default)]
struct Look {
    theme: Option<&'static str>,
    density: Option<&'static str>,
    nav: Option<&'static str>,
}

impl Look {
    fn of(parts: &Parts) -> Self {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let mut look = Self::default();
        for cookie in cookies.flat_map(|cookies| cookies.split(';')) {
            match cookie.trim() {
                "theme=light" => look.theme = Some("nexus"),
                "theme=dark" => look.theme = Some("nexus-dark"),
                "density=compact" => look.density = Some("compact"),
                "nav=folded" => look.nav = Some("folded"),
                _ => {}
            }
        }
        look
    }
}

impl Page {
    fn document(&self, look: &Look, files: &Files) -> Markup {
        let file = |name: &str| format!("/{FOLDER}/{name}");
        let pieces = || self.groups.iter().filter_map(|group| files.pieces.get(*group)).flatten();
        let nonce = &self.nonce;
        let (script, wasm) = (file(&files.script), file(&files.wasm));
        let wake = format!("import('{script}').then(it => it.default({{module_or_path:'{wasm}'}}).then(it.hydrate))");
        html! {
            (DOCTYPE)
            html lang="en" data-theme=[look.theme] data-density=[look.density] data-nav=[look.nav] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6fafb";
                    meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1518";
                    link rel="preload" href="/fonts/inter-4.1-latin.woff2" as="font" type="font/woff2" crossorigin;
                    link rel="icon" href="/favicon.svg" type="image/svg+xml";
                    link rel="manifest" href="/site.webmanifest";
                    link rel="stylesheet" href=(file(&files.stylesheet));
                    script defer src=(files.page) {}
                    link rel="modulepreload" href=(script) crossorigin;
                    link rel="preload" href=(wasm) as="fetch" type="application/wasm" crossorigin;
                    @for piece in pieces() {
                        link rel="preload" href=(file(&format!("{piece}.wasm"))) as="fetch" type="application/wasm" crossorigin;
                    }
                    @if !self.groups.is_empty() { link rel="modulepreload" href=(file(&files.loader)) crossorigin; }
                    script type="module" nonce=(nonce) { (PreEscaped(wake)) }
                    (PreEscaped(&self.reload))
                    // Where leptos_meta looks for what it keeps in the head.
                    (PreEscaped("<!--HEAD-->"))
                    (PreEscaped(&self.tags))
                    title { (self.title) }
                }
                body {
                    (Whole(self))
                    script nonce=(nonce) { (PreEscaped(&self.data)) }
                }
            }
        }
    }
}

/// The page as it stands in its document, which makes room for all that is still to come.
struct Whole<'a>(&'a Page);

impl Render for Whole<'_> {
    fn render_to(&self, document: &mut String) {
        /// The tags behind the page, in bytes.
        const END: usize = 128;
        let html = &self.0.html;
        document.reserve(html.iter().map(String::len).sum::<usize>() + self.0.data.len() + END);
        html.iter().for_each(|part| document.push_str(part));
    }
}

/// The content security policy of a page with this nonce.
fn policy(nonce: &str) -> String {
    let reload = if watched() { " ws://127.0.0.1:*" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{reload}; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_read_cannot_end_its_script() {
        let mut script = String::new();
        quote(&mut script, r#"["it's </script>", "a \"line\"\nशाम"]"#);
        assert_eq!(script, r#"'["it\'s \x3c/script>", "a \\"line\\"\\nशाम"]'"#);
    }

    #[test]
    fn a_browsers_look_stands_in_its_cookies() {
        let look = |cookies: &str| {
            let request = axum::http::Request::builder().header(header::COOKIE, cookies).body(()).unwrap();
            Look::of(&request.into_parts().0)
        };
        let chosen = look("nexus_session=abc; theme=dark; density=compact; nav=folded");
        assert_eq!((chosen.theme, chosen.density, chosen.nav), (Some("nexus-dark"), Some("compact"), Some("folded")));
        let usual = look("theme=; density=wide");
        assert_eq!((usual.theme, usual.density, usual.nav), (None, None, None));
    }
}
