//! `/warehouses`

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    platform::failure::Failure,
    ui::{
        Icon, encode,
        list::{Files, Nothing},
        page::Page,
        read, resource,
    },
    warehouse::{
        api::list_warehouses,
        model::{WarehouseRow, Warehouses},
        texts,
    },
};

pub struct WarehousesPage {
    list: Resource<Result<Warehouses, Failure>>,
}

impl Page for WarehousesPage {
    fn data() -> Self {
        Self { list: resource(|| (), |()| list_warehouses()) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=texts::warehouses()/>
            {read(this.list, page)}
        }
        .into_any()
    }
}

fn page(list: Warehouses) -> AnyView {
    let new = list.may_edit.then(|| view! { <a class="button button-primary" href="/warehouses/new"><Icon name="plus"/>{texts::new_warehouse()}</a> });
    let export = (list.may_export && !list.rows.is_empty()).then(|| "/api/warehouses/export".to_owned());
    let rows = if list.rows.is_empty() {
        view! { <Nothing icon="store" title=texts::no_warehouses() about=texts::no_warehouses_about()/> }.into_any()
    } else {
        table(list.rows)
    };
    view! {
        <div class="page-head">
            <h1>{texts::warehouses()}</h1>
            <div class="page-actions"><Files export import=list.may_edit.then_some("warehouses")/>{new}</div>
        </div>
        {rows}
    }
    .into_any()
}

fn table(rows: Vec<WarehouseRow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let (class, icon, word) = badge(row.data.active);
            let state = row.data.state();
            view! {
                <tr>
                    <td class="card-title"><a class="row-link main" href=format!("/warehouses/{}", encode(&row.data.code))>{row.data.name}</a></td>
                    <td class="quiet code card-side">{row.data.code}</td>
                    <td data-label=texts::city()>{row.data.city}</td>
                    <td data-label=texts::state()>{state}</td>
                    <td class="num" data-label=texts::products()>{row.products}</td>
                    <td class="num" data-label=texts::batches()>{row.batches}</td>
                    <td class="card-side"><span class=class><Icon name=icon/><span>{word}</span></span></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::warehouses()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::name()}</th>
                        <th scope="col">{texts::code()}</th>
                        <th scope="col">{texts::city()}</th>
                        <th scope="col">{texts::state()}</th>
                        <th scope="col" class="num">{texts::products()}</th>
                        <th scope="col" class="num">{texts::batches()}</th>
                        <th scope="col">{texts::status()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Class, icon and word of whether a warehouse is in use.
pub(super) fn badge(active: bool) -> (&'static str, &'static str, &'static str) {
    if active { ("badge badge-done", "check", texts::in_use()) } else { ("badge badge-draft", "ban", texts::closed()) }
}
