//! What can go wrong with an import, from the file's first byte to the undo.

use crate::platform::failure::{Fault, FieldError, Internal, Kind};

use super::{model::State, texts};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The file is empty. Save it again from Excel and choose it once more.")]
    Empty,
    #[error("No file was chosen. Choose a workbook first.")]
    NoFile,
    #[error("The file has {} MB; at most 25 MB can be read. Split it, or leave out pictures and other sheets.", .bytes.div_ceil(1024 * 1024))]
    TooLarge { bytes: usize },
    #[error("The sheet has more than 1,00,000 rows. Split it into several files.")]
    TooManyRows,
    #[error("The sheet has more than 200 columns. Leave only those of the template.")]
    TooManyColumns,
    #[error(
        "Unpacked, the workbook is far larger than a list of rows can be, so it was not opened. Copy the rows into a new workbook."
    )]
    TooMuchInside,
    #[error("The workbook has macros. Save it as .xlsx (Excel workbook without macros) and choose that file.")]
    Macros,
    #[error(
        "The workbook is protected with a password. Open it in Excel, remove the password (File, Info, Protect Workbook) and save it again."
    )]
    Encrypted,
    #[error("This is {found}, not a workbook. Choose an .xlsx, .xls, .ods or .csv file.")]
    WrongType { found: &'static str },
    #[error(
        "The workbook can't be read; it seems damaged. Open it in Excel, save it as a new .xlsx file and choose that one."
    )]
    Damaged { why: String },
    #[error("The file has no rows that could be imported. Fill in the template below its header.")]
    NoRows,
    #[error("{}", missing(.0))]
    MissingColumns(Vec<FieldError>),
    #[error("Two columns can't both be {label}. Leave one of them out.")]
    ColumnTwice { label: &'static str },
    #[error("This import was not found.")]
    NotFound,
    #[error("This import is {}, so it can't be {action}.", .state.as_str().to_lowercase())]
    WrongState { state: State, action: &'static str },
    #[error("{}", texts::bad_rows(.count))]
    BadRows { count: i64 },
    #[error("No row is good, so there is nothing to import. Mend the rows and upload the file again.")]
    NothingToDo,
    #[error("{} of its orders were changed since, {example} among them, so the import can't be undone as a whole. Cancel the others one by one.", .count)]
    Touched { count: i64, example: String },
    #[error(
        "{count} of its records were changed or used since, so the import can't be undone as a whole. Import the earlier values instead."
    )]
    Changed { count: u64 },
    #[error("The packaging ledger is never taken back. Correct the entries, or count the materials again.")]
    Kept,
    #[error("That are too many corrections for one file. Mend the others in the workbook and upload it again.")]
    TooManyCorrections,
    #[error("{0} is not a kind of import.")]
    UnknownKind(String),
    #[error(transparent)]
    Internal(#[from] Internal),
}

fn missing(fields: &[FieldError]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.message.as_str()).collect();
    names.join(" ")
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TooLarge { .. } => Kind::TooLarge,
            Self::WrongType { .. } | Self::Macros => Kind::Unsupported,
            Self::NotFound | Self::UnknownKind(_) => Kind::NotFound,
            Self::WrongState { .. } | Self::Touched { .. } | Self::Changed { .. } | Self::Kept => Kind::Conflict,
            Self::Internal(internal) => internal.kind(),
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::NoFile => "no_file",
            Self::TooLarge { .. } => "file_too_large",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns => "too_many_columns",
            Self::TooMuchInside => "unpacks_too_large",
            Self::Macros => "macros",
            Self::Encrypted => "encrypted",
            Self::WrongType { .. } => "not_a_workbook",
            Self::Damaged { .. } => "damaged_file",
            Self::NoRows => "no_rows",
            Self::MissingColumns(_) => "missing_columns",
            Self::ColumnTwice { .. } => "column_twice",
            Self::NotFound | Self::UnknownKind(_) => "not_found",
            Self::WrongState { .. } => "wrong_state",
            Self::BadRows { .. } => "bad_rows",
            Self::NothingToDo => "nothing_to_import",
            Self::Touched { .. } | Self::Changed { .. } => "import_touched",
            Self::Kept => "ledger_kept",
            Self::TooManyCorrections => "too_many_corrections",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::MissingColumns(fields) => fields.clone(),
            Self::Empty
            | Self::NoFile
            | Self::TooLarge { .. }
            | Self::TooManyRows
            | Self::TooManyColumns
            | Self::TooMuchInside
            | Self::Macros
            | Self::Encrypted
            | Self::WrongType { .. }
            | Self::Damaged { .. }
            | Self::NoRows => vec![FieldError::new("file", self.code(), self.to_string())],
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<String> {
        match self {
            Self::Damaged { why } => Some(why.clone()),
            Self::Internal(internal) => internal.cause(),
            _ => None,
        }
    }
}
