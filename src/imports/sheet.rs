//! A sheet as text: what every reader makes and every check reads.
//!
//! All cells stand in one long text, so that a hundred thousand rows cost a handful of allocations. Rows keep the number
//! Excel shows beside them; blank rows are not kept.

use super::error::Error;

/// Data rows a file may have, besides its header.
pub const MAX_ROWS: usize = 100_000;
pub const MAX_COLUMNS: usize = 200;
/// Bytes a file may have.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
/// Bytes of text all cells together may have.
const MAX_TEXT: usize = 200 * 1024 * 1024;
/// Bytes one cell may have: four for each of Excel's 32,767 characters.
const MAX_CELL: usize = 4 * 32_767;

#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    len: u32,
}

/// Why the text of a cell is not what stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A formula that nobody has computed: programs write such files, Excel puts the value in when it saves them.
    NoValue,
    /// A character U+0000, which no database keeps; it was left out.
    Nul,
}

/// The rows of a sheet that are not blank, each cell trimmed.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    /// Visible sheets that were not read, and hidden ones.
    pub left_out: Vec<String>,
    text: String,
    cells: Vec<Span>,
    /// Where each row's cells begin in `cells`.
    starts: Vec<u32>,
    numbers: Vec<u32>,
    /// By row and column, in their order.
    flaws: Vec<(u32, u32, Flaw)>,
}

impl Sheet {
    /// How many rows there are, the header among them.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The row's number in Excel, from 1.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or_default()
    }

    /// How many cells the row has, up to its last that isn't blank.
    pub fn width(&self, row: usize) -> usize {
        self.row(row).len()
    }

    /// The cell's text; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.row(row).get(column).map_or("", |span| self.slice(*span))
    }

    /// Whether every cell was read as it stands.
    pub fn is_sound(&self) -> bool {
        self.flaws.is_empty()
    }

    /// What is wrong with the reading of this cell.
    pub fn flaw(&self, row: usize, column: usize) -> Option<Flaw> {
        let at = self.flaws.binary_search_by_key(&(row, column), |(row, column, _)| (*row as usize, *column as usize));
        at.ok().and_then(|at| self.flaws.get(at)).map(|(.., flaw)| *flaw)
    }

    /// Writes `new` wherever `old` stands in this column, below the row of the header.
    ///
    /// # Errors
    /// When there is too much text.
    pub fn replace(&mut self, column: usize, header: usize, old: &str, new: &str) -> Result<(), Error> {
        if new.len() > MAX_CELL || self.text.len() + new.len() > MAX_TEXT {
            return Err(Error::TooMuchInside);
        }
        let span = Span { start: offset(self.text.len())?, len: offset(new.len())? };
        self.text.push_str(new);
        for row in header + 1..self.len() {
            if self.cell(row, column) == old
                && let Some(cell) = self.starts.get(row).and_then(|start| self.cells.get_mut(*start as usize + column))
            {
                *cell = span;
            }
        }
        Ok(())
    }

    fn row(&self, row: usize) -> &[Span] {
        let at = |index: usize| self.starts.get(index).map_or(self.cells.len(), |start| *start as usize);
        if row >= self.len() { &[] } else { self.cells.get(at(row)..at(row + 1)).unwrap_or_default() }
    }

    fn slice(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.text.get(start..start + span.len as usize).unwrap_or_default()
    }
}

/// Takes cells as a reader finds them, row by row.
#[derive(Debug, Default)]
pub struct Builder {
    sheet: Sheet,
    row: Option<u32>,
}

impl Builder {
    pub fn new(name: &str) -> Self {
        Self { sheet: Sheet { name: name.to_owned(), ..Sheet::default() }, row: None }
    }

    /// Begins the row with this number in Excel.
    ///
    /// # Errors
    /// When rows go backwards, or there are too many.
    pub fn start_row(&mut self, number: u32) -> Result<(), Error> {
        if self.row == Some(number) {
            return Ok(());
        }
        self.end_row()?;
        if self.row.is_some_and(|before| before > number) {
            return Err(Error::Damaged { why: "rows out of order".to_owned() });
        }
        self.row = Some(number);
        self.sheet.numbers.push(number);
        self.sheet.starts.push(offset(self.sheet.cells.len())?);
        Ok(())
    }

    /// Writes a cell of the row that was begun.
    ///
    /// # Errors
    /// When there are too many columns or too much text.
    pub fn put(&mut self, column: usize, write: impl FnOnce(&mut String)) -> Result<(), Error> {
        let before = self.sheet.text.len();
        write(&mut self.sheet.text);
        if self.sheet.text.get(before..).is_some_and(|added| added.contains('\0')) {
            let kept = self.sheet.text.split_off(before).replace('\0', "");
            self.sheet.text.push_str(&kept);
            self.flaw(column, Flaw::Nul)?;
        }
        let added = self.sheet.text.get(before..).unwrap_or_default();
        if added.len() > MAX_CELL || before + added.len() > MAX_TEXT {
            return Err(Error::TooMuchInside);
        }
        let trimmed = added.trim_matches(is_blank);
        if trimmed.is_empty() {
            self.sheet.text.truncate(before);
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(Error::TooManyColumns);
        }
        let start = before + (trimmed.as_ptr() as usize - added.as_ptr() as usize);
        let span = Span { start: offset(start)?, len: offset(trimmed.len())? };
        self.set(column, span);
        Ok(())
    }

    /// Notes what is wrong with a cell of the row that was begun; the row is kept, even without any text.
    ///
    /// # Errors
    /// When there are too many columns.
    pub fn flaw(&mut self, column: usize, flaw: Flaw) -> Result<(), Error> {
        if column >= MAX_COLUMNS {
            return Err(Error::TooManyColumns);
        }
        self.set(column, Span::default());
        self.sheet.flaws.push((offset(self.current())?, offset(column)?, flaw));
        Ok(())
    }

    /// Gives a cell of this row, if blank, what stands in a cell of an earlier one.
    pub fn repeat(&mut self, column: usize, from: (usize, usize)) {
        let found = self.sheet.row(from.0).get(from.1).copied();
        if let Some(span) = found.filter(|span| span.len > 0)
            && self.sheet.cell(self.sheet.len().saturating_sub(1), column).is_empty()
        {
            self.set(column, span);
        }
    }

    /// Where the row that was begun will stand.
    pub fn current(&self) -> usize {
        self.sheet.len().saturating_sub(1)
    }

    fn set(&mut self, column: usize, span: Span) {
        let start = self.sheet.starts.last().map_or(0, |start| *start as usize);
        if self.sheet.cells.len() <= start + column {
            self.sheet.cells.resize(start + column + 1, Span::default());
        }
        self.sheet.cells[start + column] = span;
    }

    /// Lets go of a row without content; refuses one too many.
    fn end_row(&mut self) -> Result<(), Error> {
        let blank = self.sheet.starts.last().is_some_and(|start| *start as usize == self.sheet.cells.len());
        if blank {
            self.sheet.starts.pop();
            self.sheet.numbers.pop();
        }
        if self.sheet.len() > MAX_ROWS + 1 { Err(Error::TooManyRows) } else { Ok(()) }
    }

    /// # Errors
    /// When there are too many rows, or none.
    pub fn finish(mut self) -> Result<Sheet, Error> {
        self.end_row()?;
        self.sheet.flaws.sort_unstable();
        if self.sheet.is_empty() { Err(Error::NoRows) } else { Ok(self.sheet) }
    }
}

fn offset(length: usize) -> Result<u32, Error> {
    u32::try_from(length).map_err(|_| Error::TooMuchInside)
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(u32, &[&str])]) -> Sheet {
        let mut builder = Builder::new("Sheet1");
        for (number, cells) in rows {
            builder.start_row(*number).unwrap();
            for (column, cell) in cells.iter().enumerate() {
                builder.put(column, |text| text.push_str(cell)).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    #[test]
    fn blank_rows_are_left_out_and_numbers_stay() {
        let sheet = sheet(&[(1, &["a", "b"]), (2, &["", "  "]), (4, &["", " \u{a0}c "])]);
        assert_eq!(sheet.len(), 2);
        assert_eq!((sheet.number(1), sheet.cell(1, 0), sheet.cell(1, 1), sheet.cell(1, 9)), (4, "", "c", ""));
    }

    #[test]
    fn a_value_is_replaced_in_its_column_only() {
        let mut sheet = sheet(&[(1, &["a", "b"]), (2, &["a", "a"]), (3, &["a"]), (4, &["c", "a"])]);
        sheet.replace(1, 0, "a", "mended").unwrap();
        let cells: Vec<_> = (0..4).map(|row| (sheet.cell(row, 0), sheet.cell(row, 1))).collect();
        assert_eq!(cells, [("a", "b"), ("a", "mended"), ("a", ""), ("c", "mended")]);
    }

    #[test]
    fn a_character_no_database_keeps_is_left_out_and_told_on_its_cell() {
        let sheet = sheet(&[(1, &["a", "b"]), (2, &["x\0y", "z"]), (3, &["\0"])]);
        assert_eq!((sheet.cell(1, 0), sheet.flaw(1, 0), sheet.flaw(1, 1)), ("xy", Some(Flaw::Nul), None));
        assert_eq!((sheet.len(), sheet.cell(2, 0), sheet.flaw(2, 0)), (3, "", Some(Flaw::Nul)));
    }

    #[test]
    fn rows_that_go_backwards_are_refused() {
        let mut builder = Builder::new("x");
        builder.start_row(3).unwrap();
        builder.put(0, |text| text.push('a')).unwrap();
        assert!(matches!(builder.start_row(2), Err(Error::Damaged { .. })));
    }

    #[test]
    fn a_column_too_far_is_refused_only_when_something_stands_there() {
        let mut builder = Builder::new("x");
        builder.start_row(1).unwrap();
        assert!(builder.put(16_000, |_| ()).is_ok());
        assert!(matches!(builder.put(MAX_COLUMNS, |text| text.push('a')), Err(Error::TooManyColumns)));
    }
}
