//! `/packaging`: the stock board. The address is the view.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    chart, parts,
    sending::{Outbox, Strip},
};
use crate::{
    packaging::{
        api::{show_board, show_material},
        model::{Board, BoardFilter, BoardRow, MaterialPage as Material},
        reorder::UNUSED,
        texts,
    },
    platform::failure::Failure,
    ui::{
        Icon, encode,
        live::{LiveDot, on_live},
        page::Page,
        read, resource,
    },
    values::Timestamp,
};

type Shown = Result<(BoardFilter, Board, Option<Material>), Failure>;

pub struct BoardPage {
    board: Resource<Shown>,
}

async fn load(filter: BoardFilter, look: String) -> Shown {
    let board = show_board(filter.clone()).await?;
    let code = board.rows.first().map(|row| row.code.clone()).filter(|_| look.is_empty()).unwrap_or(look);
    // The drawing below is furniture: the board is shown without it.
    let material = if code.is_empty() { None } else { show_material(code).await.ok() };
    Ok((filter, board, material))
}

impl Page for BoardPage {
    fn data() -> Self {
        let query = use_query_map();
        let stirred = RwSignal::new(0_u32);
        on_live(&["packaging:low-stock", "packaging:updated"], move |_| {
            let _ = stirred.try_update(|count| *count = count.wrapping_add(1));
        });
        let source = move || {
            let of = |name| query.read().get(name).unwrap_or_default();
            let filter = BoardFilter {
                q: of("q"),
                category: of("category"),
                standing: of("standing"),
                warehouse: of("warehouse"),
                page: of("page").parse().unwrap_or(1),
            };
            (filter, of("look"), stirred.get())
        };
        Self { board: resource(source, |(filter, look, _)| load(filter, look)) }
    }

    fn view(this: Self) -> AnyView {
        let outbox = Outbox::new();
        let sent = outbox.sent;
        Effect::new(move |before: Option<u32>| {
            let now = sent.get();
            if before.is_some_and(|before| before != now) {
                this.board.refetch();
            }
            now
        });
        let content = move |(filter, board, material)| show(filter, board, material);
        view! {
            <Title text=texts::packaging()/>
            <Strip outbox/>
            {read(this.board, content)}
        }
        .into_any()
    }
}

fn show(filter: BoardFilter, board: Board, material: Option<Material>) -> AnyView {
    let may = (board.may_receive, board.may_issue);
    let sums = board.sums.clone();
    let now = board.now;
    let head = view! {
        <div class="page-head">
            <h1>{texts::packaging()}</h1>
            <span class="page-sub phone-hide">{texts::board_sums(sums.low, sums.stagnant, sums.value.short())}</span>
            <div class="page-actions">
                {may.0.then(|| view! { <a class="button phone-hide" href="/packaging/materials/new"><Icon name="plus"/>{texts::material()}</a> })}
                <a class="button phone-hide" href="/packaging/counts"><Icon name="list-checks"/>{texts::count()}</a>
                <a class="button phone-hide" href="/packaging/reorder"><Icon name="shopping-cart"/>{texts::reorder()}" "{board.due}</a>
                {may.1.then(|| view! { <a class="button" href=move_address("out", "", &filter.warehouse)><Icon name="arrow-up"/>{texts::goods_out()}</a> })}
                {may.0.then(|| view! { <a class="button button-primary" href=move_address("in", "", &filter.warehouse)><Icon name="arrow-down"/>{texts::goods_in()}</a> })}
            </div>
        </div>
    };
    let empty = board.rows.is_empty();
    let foot = foot(&filter, &board);
    view! {
        {head}
        {tabs(&filter, &board)}
        {filters(&filter, &board)}
        {if empty { nothing(filter.is_narrowed(), may.0) } else { rows(board.rows, &filter, may, now) }}
        {foot}
        {material.map(drawn)}
    }
    .into_any()
}

fn move_address(way: &str, material: &str, warehouse: &str) -> String {
    let mut query = Vec::new();
    if !material.is_empty() {
        query.push(format!("material={}", encode(material)));
    }
    if !warehouse.is_empty() {
        query.push(format!("warehouse={}", encode(warehouse)));
    }
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/packaging/{way}{mark}{}", query.join("&"))
}

fn tabs(filter: &BoardFilter, board: &Board) -> AnyView {
    let tab = |standing: &str, category: &str, title: String, count: i64| {
        let to =
            BoardFilter { standing: standing.to_owned(), category: category.to_owned(), page: 1, ..filter.clone() };
        let here = filter.standing == standing && filter.category == category;
        view! {
            <a class="tab" href=to.address("/packaging") aria-current=here.then_some("page")>
                {title}
                {(count > 0).then(|| view! { <small>{count}</small> })}
            </a>
        }
    };
    let all = tab("", "", texts::all().to_owned(), 0);
    let low = tab("Low", "", texts::low().to_owned(), board.sums.low);
    let stagnant = tab("Stagnant", "", texts::stagnant().to_owned(), board.sums.stagnant);
    let over = (board.sums.over > 0).then(|| tab("Over", "", texts::over().to_owned(), board.sums.over));
    let unused = (board.sums.unused > 0).then(|| tab(UNUSED, "", texts::unused().to_owned(), board.sums.unused));
    let categories = board.categories.iter().map(|name| tab("", name, name.clone(), 0)).collect_view();
    view! { <nav class="tabs" aria-label=texts::views()>{all}{low}{stagnant}{over}{categories}{unused}</nav> }
        .into_any()
}

fn filters(filter: &BoardFilter, board: &Board) -> AnyView {
    let kept = [("category", filter.category.clone()), ("standing", filter.standing.clone())]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let warehouses = parts::options(board.warehouses.clone(), &filter.warehouse);
    let narrowed = BoardFilter { page: 1, ..filter.clone() };
    let stock = |ending| narrowed.address(&format!("/api/packaging/export/stock/{ending}"));
    let links = [
        ("/packaging/ledger", "history", texts::ledger()),
        ("/packaging/bills", "boxes", texts::bills()),
        ("/packaging/counts", "list-checks", texts::counts()),
        ("/packaging/reorder", "shopping-cart", texts::reorder()),
    ];
    let links = links
        .into_iter()
        .map(|(href, icon, name)| view! { <a class="menu-item" href=href><Icon name=icon/>{name}</a> })
        .collect_view();
    view! {
        <form class="filters" method="get" action="/packaging">
            {kept}
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q.clone() placeholder=texts::search_hint() aria-label=texts::search()/>
                <kbd class="kbd">"/"</kbd>
            </label>
            <select class="select packaging-place" name="warehouse" aria-label=texts::warehouse()>
                <option value="">{texts::all_warehouses()}</option>
                {warehouses}
            </select>
            <button class="button" type="submit">{texts::show()}</button>
            {filter.is_narrowed().then(|| view! { <a class="button button-quiet" href="/packaging">{crate::texts::clear_filters()}</a> })}
            <span class="filters-end">
                <details class="menu" name="top">
                    <summary class="button button-quiet"><Icon name="ellipsis"/>{crate::texts::more()}</summary>
                    <div class="menu-panel at-end">
                        {links}
                        <a class="menu-item" href="/imports/new?kind=packaging-stock"><Icon name="upload"/>{crate::texts::import()}</a>
                        <hr/>
                        <a class="menu-item" href=stock("xlsx") download="" rel="external"><Icon name="file-spreadsheet"/>{texts::stock_workbook()}</a>
                        <a class="menu-item" href=stock("csv") download="" rel="external"><Icon name="file-text"/>{texts::stock_csv()}</a>
                        <a class="menu-item" href="/api/packaging/export/ledger/xlsx" download="" rel="external"><Icon name="file-spreadsheet"/>{texts::ledger_workbook()}</a>
                    </div>
                </details>
            </span>
        </form>
    }
    .into_any()
}

fn nothing(narrowed: bool, may_add: bool) -> AnyView {
    let (title, about) = if narrowed {
        (texts::none_match(), texts::none_match_about())
    } else {
        (texts::none_yet(), texts::none_yet_about())
    };
    view! {
        <div class="empty">
            <Icon name="boxes"/>
            <strong>{title}</strong>
            <p>{about}</p>
            <div class="empty-actions">
                {narrowed.then(|| view! { <a class="button" href="/packaging">{crate::texts::clear_filters()}</a> })}
                {(may_add && !narrowed).then(|| view! { <a class="button" href="/packaging/materials/new">{texts::new_material()}</a> })}
            </div>
        </div>
    }
    .into_any()
}

fn rows(rows: Vec<BoardRow>, filter: &BoardFilter, may: (bool, bool), now: Timestamp) -> AnyView {
    let whole = rows.iter().all(|row| row.value.is_whole());
    let rows = rows.into_iter().map(|row| one(row, filter, may, now, whole)).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::packaging()>
            <table class="table table-hover packaging-board">
                <thead>
                    <tr>
                        <th scope="col">{texts::material()}</th>
                        <th scope="col" class="tablet-hide">{texts::category()}</th>
                        <th scope="col" class="packaging-level">{texts::level()}<span class="packaging-mark"></span><span class="sub">{texts::reorder_mark()}</span></th>
                        <th scope="col" class="num">{texts::balance()}</th>
                        <th scope="col" class="num">{texts::lasts()}</th>
                        <th scope="col" class="num tablet-hide">{texts::value()}</th>
                        <th scope="col" class="num">{texts::last_move()}</th>
                        <th><span class="sr-only">{texts::actions()}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn one(row: BoardRow, filter: &BoardFilter, may: (bool, bool), now: Timestamp, whole: bool) -> AnyView {
    let hue = parts::hue(&row);
    let may = (may.0 && row.active, may.1 && row.active);
    let unused = (!row.active).then(|| parts::badge(&row));
    let lasts_class = if hue.is_empty() || hue == "is-moving" {
        "num quiet card-side".to_owned()
    } else {
        format!("num text-hue card-side {hue}")
    };
    let on_order = row.on_order.is_positive().then(|| texts::on_order_is(row.on_order));
    let (code, warehouse) = (row.code.clone(), filter.warehouse.clone());
    let moved = row.last_moved_at.map(|at| at.to_string());
    view! {
        <tr>
            <td class="card-title packaging-name" title=row.name.clone()>
                <a class="row-link main" href=parts::material_address(&row.code)>{row.name.clone()}</a>" "<span class="sub">{row.code.clone()}</span>" "{unused}
            </td>
            <td class="quiet tablet-hide card-hide">{row.category.clone()}</td>
            <td class="packaging-level card-wide" title=on_order>{parts::meter(&row)}</td>
            <td class="num main card-side">{row.on_hand.to_string()}" "<span class="sub">{row.unit.as_str()}</span></td>
            <td class=lasts_class>{parts::lasts(&row)}</td>
            <td class="num quiet tablet-hide card-hide">{row.value.listed(whole)}</td>
            <td class="num quiet card-sub" title=moved>{parts::day_of(row.last_moved_at, now)}</td>
            <td class="num card-wide">
                <span class="row-actions is-shown packaging-moves">
                    {may.0.then(|| view! { <a class="button button-small" href=move_address("in", &code, &warehouse) aria-label=texts::in_of(&code)>{texts::goods_in()}</a> })}
                    {may.1.then(|| view! { <a class="button button-small" href=move_address("out", &code, &warehouse) aria-label=texts::out_of(&code)>{texts::goods_out()}</a> })}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn foot(filter: &BoardFilter, board: &Board) -> AnyView {
    let to = |page: i64| BoardFilter { page, ..filter.clone() }.address("/packaging");
    let link = |page: i64, icon: &'static str, label: &'static str| {
        let off = page < 1 || page > board.pages;
        let href = (!off).then(|| to(page));
        view! {
            <a class="button" href=href role=off.then_some("link") aria-disabled=off.then_some("true") aria-label=label><Icon name=icon/></a>
        }
    };
    let pager = (board.pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=texts::pages()>
                <span>{texts::page_of(board.page, board.pages, board.found)}</span>
                {link(board.page - 1, "chevron-left", crate::texts::previous_page())}
                {link(board.page + 1, "chevron-right", crate::texts::next_page())}
            </nav>
        }
    });
    view! { <div class="page-foot"><LiveDot/>{pager}</div> }.into_any()
}

/// The lowest material, or the one that was asked for: what goes out of it, and what to order.
fn drawn(material: Material) -> AnyView {
    let unit = material.row.unit.as_str();
    let order = material.suggestion.quantity;
    let href = parts::material_address(&material.row.code);
    let title = if order.is_positive() { texts::order_so_many(order) } else { texts::nothing_to_order().to_owned() };
    let request = (order.is_positive() && material.may_edit)
        .then(|| view! { <a class="button button-small" href=format!("/packaging/reorder#{}", encode(&material.row.code))>{texts::add_to_request()}</a> });
    view! {
        <div class="packaging-drawn">
            <section class="card">
                <div class="card-head"><h2><a href=href.clone()>{material.row.name.clone()}</a></h2><small>{texts::a_day(unit)}</small></div>
                {chart::uses(&material.days, unit)}
            </section>
            <section class="card">
                <div class="card-head"><h2>{title}</h2></div>
                <p class="muted">{material.suggestion.reasoning.clone()}</p>
                <p class="flex items-center gap-4 mt-3">
                    {request}
                    <a class="link" href=format!("{href}#why")>{texts::why_alert()}</a>
                </p>
            </section>
        </div>
    }
    .into_any()
}
