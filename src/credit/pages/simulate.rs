//! `/credit/simulate`: what the rules would decide, and what a policy would do. The address is the whole question.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::simulated::Outcome;
use crate::{
    credit::{
        api::simulate,
        rules::{CreditPolicy, Test},
        simulation::{Ask, Simulation},
        texts,
    },
    orders::pages::customer_finder,
    platform::failure::{Failure, Kind},
    settings::texts::test as name_of,
    ui::{
        ErrorSummary, FieldProblem,
        combobox::Combobox,
        form::{Choice, Field},
        input::click,
        page::Page,
        read, resource,
    },
};

/// What was asked, and the answer or what is wrong with the question.
type Shown = (Ask, Result<Simulation, Failure>);

pub struct SimulatePage {
    shown: Resource<Result<Shown, Failure>>,
}

async fn load(ask: Ask) -> Result<Shown, Failure> {
    match simulate(ask.clone()).await {
        Err(failure) if failure.kind != Kind::Invalid => Err(failure),
        answer => Ok((ask, answer)),
    }
}

impl Page for SimulatePage {
    fn data() -> Self {
        let query = use_query_map();
        let ask = move || {
            let query = query.read();
            let part = |name: &str| query.get(name).unwrap_or_default();
            Ask {
                customer: part("customer"),
                value: part("value"),
                limit: part("limit"),
                overdue: part("overdue"),
                test: part("test"),
                threshold: part("threshold"),
                open: part("open"),
                auto: part("auto"),
            }
        };
        Self { shown: resource(ask, load) }
    }

    fn view(this: Self) -> AnyView {
        let content = |(ask, answer): Shown| {
            let set = answer.as_ref().ok().map(|simulation| simulation.set);
            let failure = answer.as_ref().err().cloned();
            let value = ask.value.clone();
            let outcome = answer.ok().map(|simulation| view! { <Outcome simulation value/> });
            view! {
                {failure.clone().map(|failure| view! { <ErrorSummary failure/> })}
                <div class="cards">
                    <QuestionForm ask set failure/>
                    <div class="grid gap-4">{outcome}</div>
                </div>
            }
            .into_any()
        };
        view! {
            <Title text=texts::simulate()/>
            <div class="page-head">
                <h1>{texts::simulate()}</h1>
                <span class="page-sub">{texts::simulate_about()}</span>
            </div>
            {read(this.shown, content)}
        }
        .into_any()
    }
}

#[component]
fn QuestionForm(ask: Ask, set: Option<CreditPolicy>, failure: Option<Failure>) -> impl IntoView {
    let failure = StoredValue::new(failure);
    let wrong = move |field: &'static str| {
        Signal::derive(move || failure.with_value(|failure| Some(failure.as_ref()?.field(field)?.message.clone())))
    };
    // Where the question couldn't be read, nobody has said how the policy is set.
    let as_set = |set: Option<&str>| set.map_or_else(|| texts::as_set_now().to_owned(), texts::as_set);
    let yes_or_no = |set: Option<bool>, yes: &str, no: &str| {
        let as_set = as_set(set.map(|set| if set { yes } else { no }));
        [("", as_set.as_str()), ("yes", yes), ("no", no)]
            .map(|(value, name)| (value.to_owned(), name.to_owned()))
            .to_vec()
    };
    let mut tests = vec![(String::new(), as_set(set.map(|set| name_of(set.test))))];
    tests.extend(Test::ALL.iter().map(|test| (test.as_str().to_owned(), name_of(*test).to_owned())));
    let counted = yes_or_no(set.map(|set| set.count_open_orders), texts::counted(), texts::left_out());
    let alone = yes_or_no(set.map(|set| set.release_automatically), texts::go_alone(), texts::wait_for_person());
    let threshold = match set {
        Some(set) => format!("{} ({})", texts::threshold(), texts::as_set(set.overdue_above)),
        None => texts::threshold().to_owned(),
    };
    view! {
        <form class="form card" method="get" action="/credit/simulate">
            <h2>{texts::an_order()}</h2>
            <div class="form-grid">
                <CustomerField named=ask.customer wrong=wrong("customer")/>
                <Field id="value" name="value" label=texts::order_value() value=ask.value numeric=true optional=true wrong=wrong("value")/>
                <Field id="limit" name="limit" label=texts::limit_instead() value=ask.limit numeric=true optional=true
                    hint=texts::instead_hint() wrong=wrong("limit")/>
                <Field id="overdue" name="overdue" label=texts::overdue_instead() value=ask.overdue numeric=true optional=true
                    hint=texts::instead_hint() wrong=wrong("overdue")/>
            </div>
            <h2>{texts::a_policy()}</h2>
            <div class="form-grid">
                <Choice id="test" name="test" label=texts::test() chosen=ask.test choices=tests wrong=wrong("test")/>
                <Field id="threshold" name="threshold" label=threshold value=ask.threshold numeric=true optional=true wrong=wrong("threshold")/>
                <Choice id="open" name="open" label=texts::count_open() chosen=ask.open choices=counted wrong=wrong("open")/>
                <Choice id="auto" name="auto" label=texts::release_alone() chosen=ask.auto choices=alone wrong=wrong("auto")/>
            </div>
            <div class="form-actions">
                <button class="button button-primary" id="simulate-go" type="submit">{texts::simulate_go()}</button>
            </div>
        </form>
    }
}

/// By code or name; suggests as one types.
#[component]
fn CustomerField(named: String, wrong: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="field">
            <label class="optional" for="customer">{texts::customer()}</label>
            <Combobox
                id="customer"
                name="customer"
                class="input"
                placeholder=texts::customer_placeholder()
                value=RwSignal::new(named)
                finder=customer_finder()
                picked=Callback::new(|_| ())
                enter=Callback::new(|()| click("simulate-go"))
                invalid=Signal::derive(move || wrong.get().is_some())
                described_by=Signal::derive(|| Some("customer-hint".to_owned()))
            />
            <p class="field-hint" id="customer-hint">{texts::customer_hint()}</p>
            <FieldProblem field="customer" wrong/>
        </div>
    }
}
