//! `/packaging/bills`: what each SKU is packed in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    packaging::{
        api::list_bills,
        bill::{BillRow, Bills},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, encode, page::Page, read, resource},
};

pub struct BillsPage {
    bills: Resource<Result<(String, Bills), Failure>>,
}

impl Page for BillsPage {
    fn data() -> Self {
        let query = use_query_map();
        let source = move || query.read().get("q").unwrap_or_default();
        Self { bills: resource(source, |q| async move { Ok((q.clone(), list_bills(q).await?)) }) }
    }

    fn view(this: Self) -> AnyView {
        let content = move |(q, bills)| show(q, bills);
        view! {
            <Title text=texts::bills()/>
            {read(this.bills, content)}
        }
        .into_any()
    }
}

fn show(q: String, bills: Bills) -> AnyView {
    let empty = bills.rows.is_empty().then(|| {
        view! { <div class="empty"><Icon name="boxes"/><strong>{texts::none_match()}</strong><p>{texts::none_match_about()}</p></div> }
    });
    let rows = bills.rows.into_iter().map(one).collect_view();
    view! {
        <div class="page-head">
            <h1>{texts::bills()}</h1>
            <span class="page-sub">{texts::bills_sums(bills.with_bill, bills.without_bill)}</span>
            <div class="page-actions">{bills.may_edit.then(|| view! { <a class="button" href="/imports/new?kind=packaging-bill"><Icon name="upload"/>{crate::texts::import()}</a> })}</div>
        </div>
        <form class="filters" method="get" action="/packaging/bills">
            <label class="filter-search"><Icon name="search"/><input class="input" type="search" name="q" value=q placeholder=texts::sku_or_name() aria-label=texts::search()/><kbd class="kbd">"/"</kbd></label>
            <button class="button" type="submit">{texts::show()}</button>
        </form>
        {empty}
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::bills()>
            <table class="table table-hover">
                <thead><tr><th scope="col">{texts::product()}</th><th scope="col" class="num">{texts::materials_head()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn one(row: BillRow) -> AnyView {
    let (class, count) = if row.materials == 0 {
        ("num quiet card-side", texts::no_bill().to_owned())
    } else {
        ("num card-side", row.materials.to_string())
    };
    view! {
        <tr>
            <td class="card-title"><a class="row-link main" href=format!("/packaging/bills/{}", encode(&row.sku))>{row.name}</a>" "<span class="sub code">{row.sku}</span></td>
            <td class=class>{count}</td>
        </tr>
    }
    .into_any()
}
