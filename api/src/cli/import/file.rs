//! The rows of a CSV file, read one by one, packed or not.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{Reader, ReaderBuilder, StringRecord};
use federation::intake::mapping::{Mapped, Mapping, MappingDocument};
use federation::vocabulary::{Problem, ProblemCode};
use flate2::read::MultiGzDecoder;

use super::OutagesArgs;
use crate::cli::{Exit, Failure};

/// The largest mapping file, in bytes.
const MAPPING_BYTES_MAX: u64 = 1 << 20;

/// The rows of a file.
pub(super) struct Rows<'f> {
    reader: Reader<Box<dyn Read + 'f>>,
    mapping: Mapping,
    source: Option<String>,
    record: StringRecord,
    bytes_read: Arc<AtomicU64>,
    length: Option<u64>,
    broken: bool,
}

impl<'f> Rows<'f> {
    /// Opens the file that the arguments name, or takes `input` for `-`.
    pub(super) fn open(args: &OutagesArgs, input: &'f mut dyn Read) -> Result<Self, Failure> {
        let unreadable = |error: &std::io::Error| {
            let failure = Failure::caused(Exit::Usage, "BAD_FILE", error);
            failure.with_help(format!("can {} be read?", args.file.display()))
        };
        let bytes_read = Arc::new(AtomicU64::new(0));
        let (raw, length): (Box<dyn Read + 'f>, _) = if args.file.as_os_str() == "-" {
            (Box::new(input), None)
        } else {
            let file = File::open(&args.file).map_err(|error| unreadable(&error))?;
            let length = file.metadata().map_err(|error| unreadable(&error))?.len();
            (Box::new(file), Some(length))
        };
        let mut counted = BufReader::new(Counted {
            inner: raw,
            bytes_read: bytes_read.clone(),
        });
        let packed = counted
            .fill_buf()
            .map_err(|error| unreadable(&error))?
            .starts_with(&[0x1f, 0x8b]);
        let plain: Box<dyn Read + 'f> = if packed {
            Box::new(MultiGzDecoder::new(counted))
        } else {
            Box::new(counted)
        };
        let mut reader = ReaderBuilder::new().flexible(false).from_reader(plain);
        let header = reader
            .headers()
            .map_err(|error| refused(&bad_row(&error)))?
            .clone();
        let mut columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        if let Some(first) = columns.first_mut() {
            // Spreadsheets put a byte order mark in front.
            *first = first.trim_start_matches('\u{feff}').to_owned();
        }
        let document = args.mapping.as_ref().map(|path| {
            let mut text = String::new();
            let opened = File::open(path);
            let read = opened.and_then(|f| f.take(MAPPING_BYTES_MAX).read_to_string(&mut text));
            read.map_err(|error| unreadable(&error))?;
            MappingDocument::read(&text).map_err(|problem| refused(&problem))
        });
        let mapping =
            Mapping::new(&columns, document.transpose()?).map_err(|problem| refused(&problem))?;
        let source = args.source.clone();
        let record = StringRecord::new();
        Ok(Self {
            reader,
            mapping,
            source,
            record,
            bytes_read,
            length,
            broken: false,
        })
    }

    /// The length of the file in bytes, where it is known.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// How many bytes of the file were read so far.
    pub(super) fn position(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// The next row. A row that cannot be read is one problem; a file that is broken ends there.
    pub(super) fn next(&mut self) -> Option<Mapped> {
        if self.broken {
            return None;
        }
        match self.reader.read_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => {
                let line = self.record.position().map_or(0, csv::Position::line);
                let cells: Vec<&str> = self.record.iter().collect();
                Some(self.mapping.row(&cells, line, self.source.as_deref()))
            }
            Err(error) => {
                self.broken = error.is_io_error();
                Some(Mapped::Bad(bad_row(&error)))
            }
        }
    }
}

fn refused(problem: &Problem) -> Failure {
    let line = problem
        .line
        .map(|line| format!("line {line}: "))
        .unwrap_or_default();
    let given = problem
        .given
        .as_ref()
        .map(|given| format!(" (given {given:?}"))
        .unwrap_or_default();
    let expected = match (&problem.expected, given.is_empty()) {
        (Some(expected), false) => format!(", expected {expected:?})"),
        (None, false) => ")".to_owned(),
        (Some(expected), true) => format!(" (expected {expected})"),
        (None, true) => String::new(),
    };
    let message = format!("{line}{}{given}{expected}", problem.message);
    let failure = Failure::new(Exit::Usage, problem.code.as_str(), message);
    match &problem.hint {
        Some(hint) => failure.with_help(hint),
        None => failure,
    }
}

fn bad_row(error: &csv::Error) -> Problem {
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("the row has {len} cells, the header {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "the row is not UTF-8".to_owned(),
        _ => "the file cannot be read further".to_owned(),
    };
    let problem = Problem::new(ProblemCode::BadRow, message)
        .with_hint("save the file as CSV in UTF-8, separated by commas");
    match error.position() {
        Some(position) => problem.on_line(position.line()),
        None => problem,
    }
}

struct Counted<R> {
    inner: R,
    bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes_read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
