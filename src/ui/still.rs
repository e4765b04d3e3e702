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
///
/// `ROOM`: bytes that are kept ready for it. What Leptos knows of a view's length counts no list that a closure writes.
pub struct Still<V, const ROOM: usize = 0>(pub V);

impl<V: Render, const ROOM: usize> Render for Still<V, ROOM> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl<V: AddAnyAttr, const ROOM: usize> AddAnyAttr for Still<V, ROOM> {
    type Output<NewAttr: Attribute> = Still<V::Output<NewAttr>, ROOM>;

    fn add_any_attr<NewAttr: Attribute>(self, attribute: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        Still(self.0.add_any_attr(attribute))
    }
}

impl<V: RenderHtml, const ROOM: usize> RenderHtml for Still<V, ROOM> {
    type AsyncOutput = Self;
    type Owned = Still<V::Owned, ROOM>;

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
        // All of it comes now: its buffer needn't grow step by step.
        buf.reserve(self.html_len().max(ROOM));
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
