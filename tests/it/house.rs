//! The rules of the house, as far as a machine can tell.

use std::collections::{BTreeMap, BTreeSet};

use nexus::platform::endpoint::Kind;
use syn::visit::Visit;

use crate::support::source::{Source, features, root, sources};

fn of<'s>(sources: &'s [Source], feature: &str) -> impl Iterator<Item = &'s Source> {
    let folder = format!("{feature}/");
    sources.iter().filter(move |source| source.path.starts_with(&folder))
}

#[test]
fn every_feature_has_the_same_files() {
    let base = root().join("src");
    let mut missing = Vec::new();
    for feature in features() {
        for file in ["mod.rs", "endpoints.rs", "texts.rs", "pages/mod.rs", "server/mod.rs", "server/rest.rs"] {
            if !base.join(&feature).join(file).is_file() {
                missing.push(format!("{feature}/{file}"));
            }
        }
    }
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn a_features_only_cfg_keeps_its_server_half_from_the_browser() {
    let sources = sources();
    for feature in features() {
        let mut found = Vec::new();
        for source in of(&sources, &feature) {
            let lines = source
                .text
                .lines()
                .filter(|line| line.contains("cfg(") || line.contains("cfg_attr(") || line.contains("cfg!("));
            found.extend(
                lines
                    .filter(|line| !line.contains("cfg(test)"))
                    .map(|line| (source.path.clone(), line.trim().to_owned())),
            );
        }
        assert_eq!(found, [(format!("{feature}/mod.rs"), "#[cfg(feature = \"ssr\")]".to_owned())]);
    }
}

/// The server renders a page on whichever thread is free, and would break off where another lets go of what is bound to one.
#[test]
fn nothing_on_a_page_is_bound_to_one_thread() {
    let bound = ["new_local(", "LocalResource", "LocalStorage"];
    let found: Vec<_> = sources()
        .iter()
        .flat_map(|source| source.text.lines().map(|line| (source.path.clone(), line.trim().to_owned())))
        .filter(|(_, line)| bound.iter().any(|word| line.contains(word)))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let long: Vec<_> = sources()
        .iter()
        .filter(|source| !source.is_tests())
        .map(|source| (source.path.clone(), source.without_tests().lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

/// Every path a file names, whole: `crate::orders::server::service`.
#[derive(Default)]
struct Paths(BTreeSet<String>);

impl Paths {
    fn tree(&mut self, before: &str, tree: &syn::UseTree) {
        let join = |name: &str| if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") };
        match tree {
            syn::UseTree::Path(path) => self.tree(&join(&path.ident.to_string()), &path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
            syn::UseTree::Name(name) => drop(self.0.insert(join(&name.ident.to_string()))),
            syn::UseTree::Rename(name) => drop(self.0.insert(join(&name.ident.to_string()))),
            syn::UseTree::Glob(_) => drop(self.0.insert(before.to_owned())),
        }
    }
}

impl Visit<'_> for Paths {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.tree("", &item.tree);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.0.insert(names.join("::"));
        syn::visit::visit_path(self, path);
    }
}

/// (the feature named, which of its parts) of each path into another module of the crate.
fn calls(source: &Source) -> Vec<(String, String)> {
    let mut paths = Paths::default();
    paths.visit_file(&source.parse());
    paths
        .0
        .iter()
        .filter_map(|path| {
            let mut names = path.strip_prefix("crate::")?.split("::");
            Some((names.next()?.to_owned(), names.next().unwrap_or_default().to_owned()))
        })
        .collect()
}

#[test]
fn features_call_only_those_above_them() {
    let (sources, order) = (sources(), features());
    let place = |name: &str| order.iter().position(|feature| feature == name);
    let mut wrong = Vec::new();
    for (index, feature) in order.iter().enumerate() {
        for source in of(&sources, feature) {
            for (other, part) in calls(source) {
                let impure = matches!(part.as_str(), "server" | "api" | "pages");
                if impure && place(&other).is_some_and(|place| place > index) {
                    wrong.push(format!("{} calls {other}::{part}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn stores_and_rules_know_no_page() {
    let sources = sources();
    let wrong: Vec<_> = features()
        .iter()
        .flat_map(|feature| of(&sources, feature))
        .filter(|source| source.path.contains("/server/") || source.path.ends_with("/model.rs"))
        .filter(|source| calls(source).iter().any(|(_, part)| part == "pages"))
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn platform_and_ui_know_no_feature_but_who_asks() {
    let features = features();
    let mut wrong = Vec::new();
    for source in sources() {
        // How the domain's values stand in columns is said in one place.
        if !(source.path.starts_with("platform/") || source.path.starts_with("ui/"))
            || source.path.ends_with("columns.rs")
        {
            continue;
        }
        let foreign = calls(&source).into_iter().filter(|(other, _)| other != "identity" && features.contains(other));
        wrong.extend(foreign.map(|(other, part)| format!("{} knows {other}::{part}", source.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `.route("/path", get(…).post(…))` as the sources say it.
#[derive(Default)]
struct Routes(BTreeSet<(String, String)>);

impl Visit<'_> for Routes {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        let arguments: Vec<&syn::Expr> = call.args.iter().collect();
        if let ("route", [syn::Expr::Lit(path), handlers]) = (call.method.to_string().as_str(), arguments.as_slice())
            && let syn::Lit::Str(path) = &path.lit
        {
            let mut methods = Methods::default();
            methods.visit_expr(handlers);
            assert!(!methods.0.is_empty(), "the methods of {} can't be told", path.value());
            self.0.extend(methods.0.into_iter().map(|method| (method, path.value())));
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

#[derive(Default)]
struct Methods(BTreeSet<String>);

impl Methods {
    fn note(&mut self, name: &str) {
        match name {
            "get" | "post" | "put" | "patch" | "delete" => self.0.insert(name.to_uppercase()),
            // A form without script.
            "route" => self.0.insert("POST".to_owned()),
            _ => false,
        };
    }
}

impl Visit<'_> for Methods {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        self.note(&call.method.to_string());
        self.visit_expr(&call.receiver);
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && let Some(last) = path.path.segments.last()
        {
            self.note(&last.ident.to_string());
        }
    }
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(found, _)| found))
}

/// `/orders/:id` as axum writes it.
fn axum_path(path: &str) -> String {
    let parts: Vec<String> = path
        .split('/')
        .map(|part| part.strip_prefix(':').map_or_else(|| part.to_owned(), |name| format!("{{{name}}}")))
        .collect();
    parts.join("/")
}

#[test]
fn every_route_stands_in_the_table_and_every_row_has_its_route() {
    let mut routed = Routes::default();
    for source in sources() {
        if source.path.ends_with("plain.rs") {
            continue;
        }
        routed.visit_file(&source.parse());
        for attribute in between(&source.text, "#[server(", ")]") {
            if let Some(endpoint) = between(attribute, "endpoint = \"", "\"").next() {
                routed.0.insert(("POST".to_owned(), format!("/fn/{endpoint}")));
            }
        }
    }
    routed.0.extend(nexus::app::PAGES.iter().map(|page| ("GET".to_owned(), axum_path(page.path))));
    let listed: BTreeSet<(String, String)> =
        nexus::access::endpoints().map(|endpoint| (endpoint.method.to_owned(), endpoint.path.to_owned())).collect();
    let unlisted: Vec<_> = routed.0.difference(&listed).collect();
    let unrouted: Vec<_> = listed.difference(&routed.0).collect();
    assert!(unlisted.is_empty(), "routed, but in no endpoints.rs: {unlisted:#?}");
    assert!(unrouted.is_empty(), "in an endpoints.rs, but routed nowhere: {unrouted:#?}");
}

#[test]
fn no_endpoint_is_listed_twice() {
    let mut seen = BTreeMap::new();
    for endpoint in nexus::access::endpoints() {
        *seen.entry((endpoint.method, endpoint.path)).or_insert(0) += 1;
    }
    seen.retain(|_, count| *count > 1);
    assert!(seen.is_empty(), "{seen:?}");
}

#[test]
fn server_functions_are_told_by_their_path() {
    for endpoint in nexus::access::endpoints() {
        assert_eq!(endpoint.kind == Kind::ServerFunction, endpoint.path.starts_with("/fn/"), "{}", endpoint.path);
    }
}

#[test]
fn the_trail_links_every_page_above_and_nothing_else() {
    let pages: BTreeSet<&str> = nexus::access::endpoints()
        .filter(|endpoint| endpoint.kind == Kind::Page && endpoint.method == "GET")
        .map(|endpoint| endpoint.path)
        .collect();
    let mut wrong = BTreeSet::new();
    for page in &pages {
        let trail = nexus::ui::crumbs::trail(page);
        assert_eq!(trail.len(), page.split('/').skip(1).count(), "{page}");
        let mut path = String::new();
        for (part, (_, href)) in page.split('/').skip(1).zip(trail) {
            path = format!("{path}/{part}");
            if href.is_some() != pages.contains(path.as_str()) {
                wrong.insert(path.clone());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_sample_environment_lists_exactly_the_settings() {
    let config = std::fs::read_to_string(root().join("src/platform/server/config.rs")).unwrap();
    let (code, _) = config.split_once("#[cfg(test)]").unwrap();
    let read: BTreeSet<&str> = between(code, "get(\"", "\")").collect();
    let sample = std::fs::read_to_string(root().join(".env.example")).unwrap();
    let listed: BTreeSet<&str> = sample
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(read, listed);
}
