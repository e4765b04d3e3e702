//! A part of a page that waits for nothing.

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        ssr::StreamBuilder,
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};

/// A view in which nothing is read any more: all that it shows is there.
///
/// Leptos asks every element of a page whether it waits for something, one future each. Of a list of fifty rows that is most of
/// the work of rendering it. What is still is asked nothing and written at once; in the browser it makes no difference.
pub struct Still<V>(pub V);

impl<V: Render> Render for Still<V> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl<V: AddAnyAttr> AddAnyAttr for Still<V> {
    type Output<NewAttr: Attribute> = Still<V::Output<NewAttr>>;

    fn add_any_attr<NewAttr: Attribute>(self, attribute: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        Still(self.0.add_any_attr(attribute))
    }
}

impl<V: RenderHtml> RenderHtml for Still<V> {
    type AsyncOutput = Self;
    type Owned = Still<V::Owned>;

    const MIN_LENGTH: usize = V::MIN_LENGTH;
    const EXISTS: bool = V::EXISTS;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }

    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        /// What the page of a list comes to, in bytes.
        const USUAL: usize = 64 * 1024;
        // All of it comes now: its buffer needn't grow step by step.
        buf.reserve(self.html_len().max(USUAL));
        buf.with_buf(|buf| self.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs));
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        Still(self.0.into_owned())
    }
}
