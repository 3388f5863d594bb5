//! [`Metered`]: the text for the YAML parser, which ends early when the parser runs too far ahead of its events.
//!
//! Whatever may be a key is only known to be one at the `:` behind it. Of a list or mapping in brackets the parser therefore holds
//! all tokens until it ends, a hundred bytes for each, before anybody gets to know of the first.

use std::cell::Cell;
use std::rc::Rc;

use saphyr_parser::{Input, StrInput};

/// A text, and how much of it may be read before the next event.
pub(super) struct Metered<'t> {
    text: StrInput<'t>,
    meter: Meter,
}

/// How far the parser is ahead.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    /// How many signs may still be read until the next event.
    left: Rc<Cell<u64>>,
    most: u64,
}

impl<'t> Metered<'t> {
    /// `text`, of which at most `most` signs that separate tokens are read ahead.
    pub(super) fn new(text: &'t str, most: u64) -> (Self, Meter) {
        let meter = Meter { left: Rc::new(Cell::new(most)), most };
        (Self { text: StrInput::new(text), meter: meter.clone() }, meter)
    }

    #[inline]
    fn count(&mut self) {
        // Inside of brackets there is one of these for every two tokens.
        if matches!(self.text.peek(), ',' | ':' | '[' | ']' | '{' | '}' | '&' | '!') {
            match self.meter.left.get().checked_sub(1) {
                Some(left) => self.meter.left.set(left),
                None => self.text = StrInput::new(""),
            }
        }
    }
}

impl Meter {
    /// How many signs were read since the last event.
    pub(super) fn ahead(&self) -> u64 {
        self.most - self.left.get()
    }

    /// Whether the text was ended early.
    pub(super) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// An event has come.
    pub(super) fn reset(&self) {
        self.left.set(self.most);
    }
}

impl Input for Metered<'_> {
    #[inline]
    fn lookahead(&mut self, count: usize) {
        self.text.lookahead(count);
    }

    #[inline]
    fn buflen(&self) -> usize {
        self.text.buflen()
    }

    #[inline]
    fn bufmaxlen(&self) -> usize {
        self.text.bufmaxlen()
    }

    #[inline]
    fn buf_is_empty(&self) -> bool {
        self.text.buf_is_empty()
    }

    #[inline]
    fn raw_read_ch(&mut self) -> char {
        self.text.raw_read_ch()
    }

    #[inline]
    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        self.text.raw_read_non_breakz_ch()
    }

    #[inline]
    fn skip(&mut self) {
        self.count();
        self.text.skip();
    }

    #[inline]
    fn skip_n(&mut self, count: usize) {
        self.count();
        self.text.skip_n(count);
    }

    #[inline]
    fn peek(&self) -> char {
        self.text.peek()
    }

    #[inline]
    fn peek_nth(&self, n: usize) -> char {
        self.text.peek_nth(n)
    }

    #[inline]
    fn peek_opt(&self) -> Option<char> {
        self.text.peek_opt()
    }

    #[inline]
    fn look_ch(&mut self) -> char {
        self.text.look_ch()
    }

    #[inline]
    fn next_is_document_indicator(&self) -> bool {
        self.text.next_is_document_indicator()
    }

    #[inline]
    fn next_is_document_start(&self) -> bool {
        self.text.next_is_document_start()
    }

    #[inline]
    fn next_is_document_end(&self) -> bool {
        self.text.next_is_document_end()
    }

    #[inline]
    fn next_can_be_plain_scalar(&self, in_flow: bool) -> bool {
        self.text.next_can_be_plain_scalar(in_flow)
    }

    #[inline]
    fn skip_while_non_breakz(&mut self) -> usize {
        self.text.skip_while_non_breakz()
    }

    #[inline]
    fn skip_while_blank(&mut self) -> usize {
        self.text.skip_while_blank()
    }

    #[inline]
    fn fetch_while_is_alpha(&mut self, out: &mut String) -> usize {
        self.text.fetch_while_is_alpha(out)
    }

    #[inline]
    fn fetch_while_is_yaml_non_space(&mut self, out: &mut String) -> usize {
        self.text.fetch_while_is_yaml_non_space(out)
    }
}
