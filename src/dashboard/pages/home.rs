//! `/`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};

use crate::{dashboard::{api::show_home, model::Home}, platform::failure::Failure, texts, ui::Problem};

pub struct HomePage {
    home: Resource<Result<Home, Failure>>,
}

#[lazy_route]
impl LazyRoute for HomePage {
    fn data() -> Self {
        Self { home: Resource::new(|| (), |()| show_home()) }
    }

    fn view(this: Self) -> AnyView {
        let content = move || {
            this.home.get().map(|home| match home {
                Ok(home) => view! { <p>{home.greeting}</p> }.into_any(),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::home()/>
            <div class="page-head"><h1>{texts::home()}</h1></div>
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}
