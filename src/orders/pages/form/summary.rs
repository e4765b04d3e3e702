//! What the form was refused for, above it: where to look. What is wrong stands there, and is said once.

use leptos::prelude::*;

use crate::{
    orders::texts,
    platform::failure::{Failure, FieldError},
    ui::{ErrorSummary, Icon},
};

/// Links to what is wrong. A refusal that no field tells of is told whole.
#[component]
pub fn Summary(failure: Failure) -> impl IntoView {
    if failure.fields.iter().all(|error| place(error).is_none()) {
        return view! { <ErrorSummary failure/> }.into_any();
    }
    let title = match failure.fields.len() {
        1 => texts::one_to_mend().to_owned(),
        count => crate::texts::errors_to_mend(count),
    };
    let item = |error: FieldError| {
        let target = target(&error);
        let text = place(&error).unwrap_or(error.message);
        view! { <li><a href=target>{text}</a></li> }
    };
    view! {
        <div class="error-summary" role="alert" tabindex="-1">
            <Icon name="circle-alert"/>
            <div><b>{title}</b><ul>{failure.fields.into_iter().map(item).collect_view()}</ul></div>
        </div>
    }
    .into_any()
}

/// The cell an error is of. A batch stands in the cell of its product.
pub fn target(error: &FieldError) -> String {
    match (error.row, error.field.as_str()) {
        (Some(row), "batch") => format!("#sku-{row}"),
        (Some(row), field) => format!("#{field}-{row}"),
        (None, field) => format!("#{field}"),
    }
}

/// The name of the field that tells of an error itself.
fn place(error: &FieldError) -> Option<String> {
    Some(match (error.row, error.field.as_str()) {
        (Some(row), "sku" | "batch") => texts::product_of(row),
        (Some(row), "quantity") => texts::quantity_of(row),
        (Some(row), "rate") => texts::rate_of(row),
        (None, "customer") => texts::customer().to_owned(),
        (None, "customer_po") => texts::their_po().to_owned(),
        (None, "remarks") => texts::remarks().to_owned(),
        (None, "reason") => texts::reason_of_change().to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_the_field_and_leaves_what_is_wrong_to_it() {
        let error = FieldError::new("quantity", "not_positive", "The quantity must be more than zero.").at(2);
        assert_eq!((place(&error).as_deref(), target(&error).as_str()), (Some("Quantity, line 2"), "#quantity-2"));
    }

    #[test]
    fn what_no_field_tells_is_told_above() {
        assert_eq!(place(&FieldError::new("lines", "no_lines", "An order needs at least one line.")), None);
    }
}
