//! [`Pages`] and [`Items`]: a list, slice by slice.

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::error::Error;
use super::response::ResponseValue;

/// A call whose parameters choose one slice of a list. Generated for every operation that takes a number of items to skip and a
/// number to return, and answers with an array of them.
pub trait Paged: Clone + Send + sealed::Sealed {
    /// The body of the response.
    type Page: Send;
    /// What the list consists of.
    type Item: Send;
    /// The body of the documented error responses.
    type Error: Send;

    #[doc(hidden)]
    fn position(&self) -> u64;
    #[doc(hidden)]
    fn size(&self) -> Option<u64>;
    #[doc(hidden)]
    #[must_use]
    fn at(self, position: u64) -> Self;
    #[doc(hidden)]
    fn fetch(self) -> impl Future<Output = Result<ResponseValue<Self::Page>, Error<Self::Error>>> + Send;
    #[doc(hidden)]
    fn items(page: &Self::Page) -> &[Self::Item];
    #[doc(hidden)]
    fn into_items(page: Self::Page) -> Vec<Self::Item>;
    /// How many items the list has, as the page has it.
    #[doc(hidden)]
    fn total(page: &Self::Page) -> Option<u64>;
    /// Whether two items are the same thing, be it at two times.
    #[doc(hidden)]
    fn is_same(one: &Self::Item, other: &Self::Item) -> bool;
}

pub(crate) mod sealed {
    /// Implemented by the generated builders alone.
    pub trait Sealed {}
}

type Fetched<P> = Result<ResponseValue<<P as Paged>::Page>, Error<<P as Paged>::Error>>;
type FetchedItem<P> = Result<<P as Paged>::Item, Error<<P as Paged>::Error>>;
type Fetching<'a, P> = Pin<Box<dyn Future<Output = Fetched<P>> + Send + 'a>>;

/// How often in a row a page may be the one before, which happens where items are added in front while the list is read.
const MOST_REPEATED: u32 = 3;

/// The pages of a list, each fetched when it is asked for. Made by `pages` of the builder of a call.
///
/// The next page begins after the items that have arrived, so that a server which returns fewer than it was asked for loses none. The list
/// ends with an empty page, or with a page that is shorter than asked for and reaches the total that the response states; the
/// total alone does not end it. An error ends it too: [`Pages::position`] says where to go on.
///
/// A list that changes while it is read can repeat items, where others were added in front, and leave some out, where others were
/// removed: an order such as `createdAt:asc` avoids the first. A server that ignores the position is an
/// [error](Error::RepeatedPage).
///
/// # Examples
///
/// ```no_run
/// # async fn run(client: order_contracts::kohortpay::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut pages = client.list_orders().take(50_u64).pages();
/// while let Some(page) = pages.next().await {
///     for order in &page?.data {
///         println!("{}", order.id);
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Pages<'a, P: Paged> {
    call: P,
    position: u64,
    /// The page before, to notice one that repeats it.
    before: Vec<P::Item>,
    repeated: u32,
    state: State<'a, P>,
}

enum State<'a, P: Paged> {
    Idle,
    Fetching(Fetching<'a, P>),
    Over,
}

impl<'a, P: Paged + 'a> Pages<'a, P>
where
    P::Item: Clone,
{
    pub(crate) fn new(call: P) -> Self {
        Self { position: call.position(), call, before: Vec::new(), repeated: 0, state: State::Idle }
    }

    /// The next page, or `None` after the last.
    pub async fn next(&mut self) -> Option<Fetched<P>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// How many items of the list come before the next page.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Fetched<P>>> {
        loop {
            match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Idle => {
                    self.state = State::Fetching(Box::pin(self.call.clone().at(self.position).fetch()));
                }
                State::Fetching(fetching) => {
                    let fetched = ready!(fetching.as_mut().poll(context));
                    self.state = State::Over;
                    return Poll::Ready(match fetched {
                        Ok(page) => self.arrived(page),
                        Err(error) => Some(Err(error)),
                    });
                }
            }
        }
    }

    fn arrived(&mut self, page: ResponseValue<P::Page>) -> Option<Fetched<P>> {
        let items = P::items(&page);
        if items.is_empty() {
            return None;
        }
        let repeats = items.len() == self.before.len()
            && items.iter().zip(&self.before).all(|(one, other)| P::is_same(one, other));
        self.repeated = if repeats { self.repeated + 1 } else { 0 };
        if self.repeated >= MOST_REPEATED {
            return Some(Err(Error::RepeatedPage(self.position)));
        }
        let count = items.len() as u64;
        let reached = self.position.saturating_add(count);
        let is_short = self.call.size().is_some_and(|size| count < size);
        let is_last = is_short && P::total(&page).is_some_and(|total| total <= reached);
        self.before = items.to_vec();
        self.position = reached;
        if !is_last {
            self.state = State::Idle;
        }
        Some(Ok(page))
    }
}

impl<'a, P: Paged + Unpin + 'a> Stream for Pages<'a, P>
where
    P::Item: Clone + Unpin,
{
    type Item = Fetched<P>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// The position, and no payload.
impl<P: Paged> fmt::Debug for Pages<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("position", &self.position).finish_non_exhaustive()
    }
}

/// The items of a list, page by page; a few pages at most are in memory. Made by `items` of the builder of a call.
///
/// An item that was on the page before, because others were added in front while the list is read, is left out. Otherwise as
/// [`Pages`].
///
/// # Examples
///
/// ```no_run
/// # async fn run(client: order_contracts::kohortpay::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut orders = client.list_orders().items();
/// while let Some(order) = orders.next().await {
///     println!("{}", order?.id);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Items<'a, P: Paged> {
    pages: Pages<'a, P>,
    waiting: VecDeque<P::Item>,
    /// The items of the page before.
    earlier: Vec<P::Item>,
}

impl<'a, P: Paged + 'a> Items<'a, P>
where
    P::Item: Clone,
{
    pub(crate) fn new(call: P) -> Self {
        Self { pages: Pages::new(call), waiting: VecDeque::new(), earlier: Vec::new() }
    }

    /// The next item, or `None` after the last.
    pub async fn next(&mut self) -> Option<FetchedItem<P>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<FetchedItem<P>>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    let items = P::into_items(page.into_inner());
                    let is_new = |item: &&P::Item| !self.earlier.iter().any(|other| P::is_same(item, other));
                    self.waiting = items.iter().filter(is_new).cloned().collect();
                    self.earlier = items;
                }
            }
        }
    }
}

impl<'a, P: Paged + Unpin + 'a> Stream for Items<'a, P>
where
    P::Item: Clone + Unpin,
{
    type Item = FetchedItem<P>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

#[cfg(feature = "blocking")]
impl<'a, P: Paged + 'a> Pages<'a, P>
where
    P::Item: Clone,
{
    /// The pages for code that is not asynchronous: see [`block_on`](super::block_on).
    pub fn blocking(mut self) -> impl Iterator<Item = Result<Fetched<P>, crate::error::Error>> + use<'a, P> {
        std::iter::from_fn(move || super::block_on(self.next()).transpose())
    }
}

#[cfg(feature = "blocking")]
impl<'a, P: Paged + 'a> Items<'a, P>
where
    P::Item: Clone,
{
    /// The items for code that is not asynchronous: see [`block_on`](super::block_on).
    pub fn blocking(mut self) -> impl Iterator<Item = Result<FetchedItem<P>, crate::error::Error>> + use<'a, P> {
        std::iter::from_fn(move || super::block_on(self.next()).transpose())
    }
}

/// The position, and no payload.
impl<P: Paged> fmt::Debug for Items<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("position", &self.pages.position).finish_non_exhaustive()
    }
}
