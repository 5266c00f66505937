//! How much one file may make the engine draw: counted in steps, not in seconds, so that the same bytes give the same result.
//!
//! hayro knows no limit of its own: forms that draw forms that draw forms make a page of a few kilobytes draw for ever. The
//! device counts what reaches it and, when the budget is spent, unwinds out of the engine ([`abort`]). What never reaches the
//! device (operators without effect, contents unpacked again for every form) only the worker's limit of processor time bounds.

use std::any::Any;

/// Steps of one page: elements of paths, glyphs, everything else that is drawn. A page of a report has 10,000, a dense map a
/// million.
const PAGE: u32 = 2_000_000;
/// Steps of all pages together.
const FILE: u32 = 24_000_000;
/// Bytes of contents that count as one step.
const BYTES: usize = 32;

/// Steps of a glyph, which is kept until the file is laid out.
pub const GLYPH: usize = 3;

/// What is left.
#[derive(Debug)]
pub struct Budget {
    page: u32,
    file: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { page: PAGE, file: FILE }
    }
}

impl Budget {
    /// Begins a page with contents of so many bytes; false if they are over the budget.
    pub fn begin_page(&mut self, bytes: usize) -> bool {
        self.page = PAGE;
        self.take(bytes / BYTES)
    }

    /// Takes so many steps; false if there are no more.
    pub fn take(&mut self, steps: usize) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        let (page, file) = (self.page.checked_sub(steps), self.file.checked_sub(steps));
        (self.page, self.file) = (page.unwrap_or(0), file.unwrap_or(0));
        page.is_some() && file.is_some()
    }
}

/// The reason of the unwinding.
struct Spent;

/// Unwinds out of the engine. No message is printed: panic hooks are not called.
pub fn abort() -> ! {
    std::panic::resume_unwind(Box::new(Spent))
}

/// Whether what was caught is [`abort`]; otherwise the engine panicked.
pub fn is_abort(caught: &(dyn Any + Send)) -> bool {
    caught.is::<Spent>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_a_file_have_an_end() {
        let mut budget = Budget::default();
        assert!(budget.begin_page(0) && budget.take(PAGE as usize) && !budget.take(1));
        let mut budget = Budget::default();
        let pages = (0..100).take_while(|_| budget.begin_page(0) && budget.take(PAGE as usize)).count();
        assert_eq!(pages, (FILE / PAGE) as usize);
        assert!(!Budget::default().begin_page(usize::MAX));
    }
}
