//! A spreadsheet's formulas, as far as our exports use them, computed by somebody who isn't the exporter.

use std::collections::HashMap;

/// Numbers and formulas of one sheet, by cell name.
#[derive(Default)]
pub struct Sheet {
    pub numbers: HashMap<String, f64>,
    pub formulas: HashMap<String, String>,
}

/// A value: a number, or a text (an empty cell is an empty text).
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Number(f64),
    Text(String),
}

impl Cell {
    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Text(_) => 0.0,
        }
    }
}

impl Sheet {
    /// What a cell comes to.
    pub fn value(&self, cell: &str) -> Cell {
        if let Some(formula) = self.formulas.get(cell) {
            let mut reader = Reader { sheet: self, rest: formula.trim_start_matches('=') };
            let value = reader.comparison();
            assert_eq!(reader.rest, "", "left over of {formula}");
            return value.one();
        }
        self.numbers.get(cell).map_or_else(|| Cell::Text(String::new()), |number| Cell::Number(*number))
    }
}

/// One value, or those of a range.
#[derive(Clone, Debug)]
enum Value {
    One(Cell),
    Many(Vec<Cell>),
}

impl Value {
    fn one(self) -> Cell {
        match self {
            Self::One(cell) => cell,
            Self::Many(cells) => panic!("a range where a value should be: {cells:?}"),
        }
    }

    fn numbers(self) -> Vec<f64> {
        let all = match self {
            Self::One(cell) => vec![cell],
            Self::Many(cells) => cells,
        };
        all.iter().filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None }).collect()
    }
}

struct Reader<'s> {
    sheet: &'s Sheet,
    rest: &'s str,
}

impl<'s> Reader<'s> {
    fn takes(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn comparison(&mut self) -> Value {
        let left = self.sum();
        let truth = |is: bool| Value::One(Cell::Number(f64::from(u8::from(is))));
        for sign in ["<=", ">=", "=", "<", ">"] {
            if self.takes(sign) {
                let (left, right) = (left.one(), self.sum().one());
                return truth(match (sign, &left, &right) {
                    ("=", Cell::Text(_), Cell::Number(_)) | ("=", Cell::Number(_), Cell::Text(_)) => false,
                    ("=", ..) => left == right,
                    ("<=", ..) => left.number() <= right.number(),
                    (">=", ..) => left.number() >= right.number(),
                    ("<", ..) => left.number() < right.number(),
                    _ => left.number() > right.number(),
                });
            }
        }
        left
    }

    fn sum(&mut self) -> Value {
        let mut left = self.product();
        loop {
            if self.takes("+") {
                left = Value::One(Cell::Number(left.one().number() + self.product().one().number()));
            } else if self.takes("-") {
                left = Value::One(Cell::Number(left.one().number() - self.product().one().number()));
            } else {
                return left;
            }
        }
    }

    fn product(&mut self) -> Value {
        let mut left = self.atom();
        loop {
            if self.takes("*") {
                left = Value::One(Cell::Number(left.one().number() * self.atom().one().number()));
            } else if self.takes("/") {
                left = Value::One(Cell::Number(left.one().number() / self.atom().one().number()));
            } else {
                return left;
            }
        }
    }

    fn atom(&mut self) -> Value {
        if self.takes("(") {
            let inner = self.comparison();
            assert!(self.takes(")"));
            return inner;
        }
        if self.takes("\"") {
            let (text, rest) = self.rest.split_once('"').unwrap();
            self.rest = rest;
            return Value::One(Cell::Text(text.to_owned()));
        }
        let word = self.word();
        if let Ok(number) = word.parse::<f64>() {
            return Value::One(Cell::Number(number));
        }
        if self.takes("(") {
            return self.function(word);
        }
        if self.takes(":") {
            let until = self.word();
            return Value::Many(self.range(word, until));
        }
        Value::One(self.sheet.value(word))
    }

    fn word(&mut self) -> &'s str {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        assert!(!word.is_empty(), "nothing to read at {rest}");
        word
    }

    fn range(&self, from: &str, until: &str) -> Vec<Cell> {
        let ((first, top), (last, bottom)) = (place(from), place(until));
        let cells =
            (top..=bottom).flat_map(|row| (first..=last).map(move |column| format!("{}{row}", letters(column))));
        cells.map(|cell| self.sheet.value(&cell)).collect()
    }

    fn function(&mut self, name: &str) -> Value {
        let mut given = Vec::new();
        while !self.takes(")") {
            given.push(self.comparison());
            self.takes(",");
        }
        let all = |given: &[Value]| given.iter().cloned().flat_map(Value::numbers).collect::<Vec<f64>>();
        let at = |place: usize| given[place].clone().one();
        Value::One(match name {
            "IF" => return given[if at(0).number() != 0.0 { 1 } else { 2 }].clone(),
            "OR" => Cell::Number(f64::from(u8::from(given.iter().any(|one| one.clone().one().number() != 0.0)))),
            "MIN" => Cell::Number(all(&given).into_iter().fold(f64::INFINITY, f64::min)),
            "MAX" => Cell::Number(all(&given).into_iter().fold(f64::NEG_INFINITY, f64::max)),
            "SUM" => Cell::Number(all(&given).iter().sum()),
            "COUNT" => Cell::Number(all(&given).len() as f64),
            "COUNTIF" => {
                let Cell::Text(test) = at(1) else { panic!("a test") };
                let limit: f64 = test.trim_start_matches('<').parse().unwrap();
                Cell::Number(all(&given[..1]).iter().filter(|number| **number < limit).count() as f64)
            }
            // As spreadsheets do, which stop where there is nothing to divide by.
            "AVERAGE" => {
                let all = all(&given);
                Cell::Number(if all.is_empty() { 0.0 } else { all.iter().sum::<f64>() / all.len() as f64 })
            }
            "ROUND" => {
                let scale = 10f64.powf(at(1).number());
                Cell::Number((at(0).number() * scale).round() / scale)
            }
            "INT" => Cell::Number(at(0).number().floor()),
            other => panic!("no such function here: {other}"),
        })
    }
}

fn place(cell: &str) -> (usize, usize) {
    let digits = cell.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = cell[..digits].bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    (column, cell[digits..].parse().unwrap())
}

/// The letters of a column, counted from 1.
pub fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push((b'A' + ((column - 1) % 26) as u8) as char);
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}
