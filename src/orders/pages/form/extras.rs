//! What may come with an order besides its lines: their PO as a file, and for a clearance the batches to choose from.

use leptos::{ev, prelude::*};

use super::sheet::Sheet;
use crate::{
    orders::{
        FileKind,
        model::{Attachment, ClearanceBatch},
        texts,
    },
    ui::{
        Icon,
        input::{click, focus_soon},
    },
};

/// Attaching sends the whole form, which is kept as a draft with its files; so nothing typed is lost, with script or without.
#[component]
pub fn Files(files: Vec<Attachment>, opened: bool) -> impl IntoView {
    let rows = files
        .into_iter()
        .map(|file| {
            let label = texts::remove_file(&file.name);
            let size = texts::kilobytes((file.size_bytes + 1023) / 1024);
            view! {
                <div class="file-row">
                    <Icon name="paperclip"/>
                    <span>{file.name}</span>
                    <small>{file.kind.label()}" · "{size}</small>
                    <button class="icon-button" type="submit" name="form[intent]" value=format!("remove_file:{}", file.code) aria-label=label><Icon name="x"/></button>
                </div>
            }
        })
        .collect_view();
    let kinds = FileKind::AT_BOOKING
        .into_iter()
        .map(|kind| view! { <option value=kind.as_str()>{kind.label()}</option> })
        .collect_view();
    view! {
        {rows}
        <details class="mt-3" open=opened>
            <summary class="link"><Icon name="paperclip" class="icon-sm"/>" "{texts::po_or_photo()}</summary>
            <label for="file_kind" class="sr-only">{texts::file_kind()}</label>
            <label for="file" class="sr-only">{texts::po_or_photo()}</label>
            <select class="select mt-2" id="file_kind" name="form[file_kind]">{kinds}</select>
            <div class="input-group mt-2">
                <input
                    class="input"
                    type="file"
                    id="file"
                    name="file"
                    accept=".pdf,.jpg,.jpeg,.png,.webp"
                    aria-describedby="file-hint"
                    on:change=|_| click("attach")
                />
                <button class="button" type="submit" id="attach" formaction="/orders/new/file" formenctype="multipart/form-data">{texts::attach()}</button>
            </div>
            <p class="field-hint" id="file-hint">{texts::attach_hint()}</p>
        </details>
    }
}

/// The batches near their expiry, soonest first; one is added as a line.
#[component]
pub fn Batches(sheet: Sheet) -> impl IntoView {
    let batches = sheet.batches.get_value();
    if batches.is_empty() {
        return view! { <p class="notice notice-info mt-4"><Icon name="info"/><span>{texts::no_batches()}</span></p> }
            .into_any();
    }
    let rows = batches.into_iter().map(|batch| row(sheet, batch)).collect_view();
    view! {
        <details class="card mt-4" open>
            <summary class="card-head"><h2>{texts::choose_batches()}</h2><small>{texts::choose_batches_about()}</small></summary>
            <div class="table-wrap is-tall" tabindex="0" role="region" aria-label=texts::choose_batches()>
                <table class="table">
                    <thead>
                        <tr>
                            <th>{texts::product()}</th>
                            <th>{texts::batch_head()}</th>
                            <th class="phone-hide">{texts::warehouse()}</th>
                            <th class="num">{texts::expires()}</th>
                            <th class="num">{texts::available()}</th>
                            <th class="num">{texts::list_rate()}</th>
                            <th><span class="sr-only">{texts::actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn row(sheet: Sheet, batch: ClearanceBatch) -> AnyView {
    let label = texts::add_batch(&batch.number);
    let (id, sku) = (batch.id.to_string(), batch.sku.clone());
    let value = format!("batch:{id}");
    let add = move |event: ev::MouseEvent| {
        event.prevent_default();
        let number = sheet.add_batch(&sku, &id);
        focus_soon(format!("quantity-{number}"));
    };
    let hue = if batch.days_left <= 30 { "num text-hue is-stopped" } else { "num text-hue is-waiting" };
    view! {
        <tr>
            <td class="cut card-title"><span class="sub code">{batch.sku}</span>" "<span class="main">{batch.product_name}</span></td>
            <td class="code" data-label=texts::batch_head()>{batch.number}</td>
            <td class="quiet phone-hide card-hide">{batch.warehouse}</td>
            <td class=hue data-label=texts::expires() title=batch.expires.to_string()>{texts::expires_in(batch.expires.short(), batch.days_left)}</td>
            <td class="num" data-label=texts::available()>{batch.available.to_string()}" "<span class="unit">{batch.unit}</span></td>
            <td class="num" data-label=texts::list_rate()>{batch.list_rate.to_string()}</td>
            <td class="num"><button class="button button-small" type="submit" name="form[intent]" value=value aria-label=label on:click=add>{texts::add()}</button></td>
        </tr>
    }
    .into_any()
}
