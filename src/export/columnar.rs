//! Tables as Parquet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Builder, Int64Builder, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Params};

use super::ExportError;
use super::tables::{ColumnType, Table};

/// Rows in one batch.
const BATCH: usize = 65_536;

/// DECIMAL(18,6).
const PRECISION: u8 = 18;
const SCALE: i8 = 6;

/// The values of one column of a batch.
enum Builder {
    Integer(Int64Builder),
    Text(StringBuilder),
    Decimal(Decimal128Builder),
}

impl Builder {
    fn new(holds: ColumnType) -> Result<Self, ExportError> {
        Ok(match holds {
            ColumnType::Integer => Builder::Integer(Int64Builder::new()),
            ColumnType::Text => Builder::Text(StringBuilder::new()),
            ColumnType::Decimal => Builder::Decimal(Decimal128Builder::new().with_precision_and_scale(PRECISION, SCALE)?),
        })
    }

    fn push(&mut self, value: ValueRef<'_>) {
        match (self, value) {
            (Builder::Integer(b), ValueRef::Integer(n)) => b.append_value(n),
            (Builder::Integer(b), _) => b.append_null(),
            (Builder::Decimal(b), ValueRef::Integer(n)) => b.append_value(i128::from(n)),
            (Builder::Decimal(b), _) => b.append_null(),
            (Builder::Text(b), ValueRef::Text(t)) => b.append_value(String::from_utf8_lossy(t)),
            (Builder::Text(b), _) => b.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Integer(b) => Arc::new(b.finish()),
            Builder::Text(b) => Arc::new(b.finish()),
            Builder::Decimal(b) => Arc::new(b.finish()),
        }
    }
}

/// `TABLE.parquet`, or `TABLE/fiscal_year=YEAR/part-0.parquet`.
pub(super) fn parquet(db: &Connection, table: &Table, to: &Path, by_year: bool) -> Result<Vec<PathBuf>, ExportError> {
    let whole = to.join(format!("{}.parquet", table.name));
    let folder = to.join(table.name);
    // What an earlier export in the other form left would be read beside this one.
    for old in [&whole, &folder] {
        match if old.is_dir() { fs_err::remove_dir_all(old) } else { fs_err::remove_file(old) } {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
    }
    if !by_year {
        write(db, table, &table.all(), [], &whole, None)?;
        return Ok(vec![whole]);
    }
    let years: Vec<Option<i64>> = db
        .prepare("SELECT DISTINCT fiscal_year FROM reports ORDER BY 1")?
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut written = Vec::new();
    for year in years {
        let name = year.map_or_else(|| "__HIVE_DEFAULT_PARTITION__".to_owned(), |y| y.to_string());
        let part = folder.join(format!("fiscal_year={name}"));
        fs_err::create_dir_all(&part)?;
        let path = part.join("part-0.parquet");
        // The year stands in the folder's name, where readers take it from.
        write(db, table, &table.of_year(), [year.map_or(Value::Null, Value::Integer)], &path, Some("fiscal_year"))?;
        written.push(path);
    }
    Ok(written)
}

fn write(
    db: &Connection,
    table: &Table,
    sql: &str,
    parameters: impl Params,
    path: &Path,
    without: Option<&str>,
) -> Result<(), ExportError> {
    let kept: Vec<usize> = (0..table.columns.len()).filter(|&i| Some(table.columns[i].name.as_str()) != without).collect();
    let fields: Vec<Field> = kept
        .iter()
        .map(|&i| {
            let column = &table.columns[i];
            let data_type = match column.holds {
                ColumnType::Integer => DataType::Int64,
                ColumnType::Text => DataType::Utf8,
                ColumnType::Decimal => DataType::Decimal128(PRECISION, SCALE),
            };
            Field::new(&column.name, data_type, true)
        })
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?)).build();
    let mut writer = ArrowWriter::try_new(fs_err::File::create(path)?, Arc::clone(&schema), Some(properties))?;
    let mut builders = kept.iter().map(|&i| Builder::new(table.columns[i].holds)).collect::<Result<Vec<_>, _>>()?;
    let mut in_batch = 0;
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        for (&i, builder) in kept.iter().zip(&mut builders) {
            builder.push(row.get_ref(i)?);
        }
        in_batch += 1;
        if in_batch == BATCH {
            flush(&mut writer, &schema, &mut builders)?;
            in_batch = 0;
        }
    }
    flush(&mut writer, &schema, &mut builders)?;
    writer.close()?;
    Ok(())
}

fn flush(writer: &mut ArrowWriter<fs_err::File>, schema: &Arc<Schema>, builders: &mut [Builder]) -> Result<(), ExportError> {
    let batch = RecordBatch::try_new(Arc::clone(schema), builders.iter_mut().map(Builder::finish).collect())?;
    writer.write(&batch)?;
    Ok(())
}
