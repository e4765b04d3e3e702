//! `/packaging/ledger`: every movement, newest first.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::parts::{self, Of, ledger_table};
use crate::{
    packaging::{
        api::{list_ledger, show_board},
        model::{Board, BoardFilter, EntryKind, Ledger, LedgerFilter},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, page::Page, read, resource},
};

type Shown = Result<(LedgerFilter, Ledger, Board), Failure>;

pub struct LedgerPage {
    shown: Resource<Shown>,
}

async fn load(filter: LedgerFilter) -> Shown {
    let ledger = list_ledger(filter.clone()).await?;
    // For its warehouses and the time.
    let board = show_board(BoardFilter::default()).await?;
    Ok((filter, ledger, board))
}

impl Page for LedgerPage {
    fn data() -> Self {
        let query = use_query_map();
        let source = move || {
            let of = |name| query.read().get(name).unwrap_or_default();
            LedgerFilter {
                material: of("material"),
                warehouse: of("warehouse"),
                kind: of("kind"),
                from: of("from"),
                to: of("to"),
                cursor: of("cursor"),
            }
        };
        Self { shown: resource(source, load) }
    }

    fn view(this: Self) -> AnyView {
        let content = move |(filter, ledger, board)| show(filter, ledger, board);
        view! {
            <Title text=texts::ledger()/>
            {read(this.shown, content)}
        }
        .into_any()
    }
}

fn show(filter: LedgerFilter, ledger: Ledger, board: Board) -> AnyView {
    let kinds = EntryKind::ALL
        .iter()
        .map(
            |kind| view! { <option value=kind.as_str() selected=kind.as_str() == filter.kind>{kind.as_str()}</option> },
        )
        .collect_view();
    let next = ledger.next.map(|next| {
        let to = LedgerFilter { cursor: next.to_string(), ..filter.clone() };
        view! { <a class="button" href=to.address("/packaging/ledger")>{texts::older()}<Icon name="chevron-right"/></a> }
    });
    let newest = (!filter.cursor.is_empty()).then(|| {
        let to = LedgerFilter { cursor: String::new(), ..filter.clone() };
        view! { <a class="button" href=to.address("/packaging/ledger")>{texts::newest()}</a> }
    });
    let shown = LedgerFilter { cursor: String::new(), ..filter.clone() };
    let file = |ending| shown.address(&format!("/api/packaging/export/ledger/{ending}"));
    let export = parts::export_menu(file("xlsx"), file("csv"));
    let correct = board.may_receive;
    let narrowed = shown != LedgerFilter::default();
    view! {
        <div class="page-head">
            <h1>{texts::ledger()}</h1>
            <div class="page-actions">{export}</div>
        </div>
        <form class="filters" method="get" action="/packaging/ledger">
            <label class="filter-search"><Icon name="search"/><input class="input" type="search" name="material" value=filter.material.clone() placeholder=texts::code_or_barcode() aria-label=texts::material()/></label>
            <select class="select packaging-place" name="warehouse" aria-label=texts::warehouse()><option value="">{texts::all_warehouses()}</option>{parts::options(board.warehouses, &filter.warehouse)}</select>
            <select class="select packaging-kind" name="kind" aria-label=texts::what()><option value="">{texts::all_kinds()}</option>{kinds}</select>
            <label class="check"><span>{texts::from()}</span><input class="input packaging-day" type="date" name="from" value=filter.from.clone()/></label>
            <label class="check"><span>{texts::to()}</span><input class="input packaging-day" type="date" name="to" value=filter.to.clone()/></label>
            <button class="button" type="submit">{texts::show()}</button>
            {narrowed.then(|| view! { <a class="button button-quiet" href="/packaging/ledger">{crate::texts::clear_filters()}</a> })}
        </form>
        {ledger_table(ledger.rows, Of::All, board.now, correct)}
        <div class="page-foot"><span></span><nav class="pager" aria-label=texts::pages()>{newest}{next}</nav></div>
    }
    .into_any()
}
