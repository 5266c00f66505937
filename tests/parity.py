"""The same totals, to the last digit, from SQLite, from DuckDB over Parquet and from pandas over JSON lines.

    jixiao export OUT --to parquet --output OUT/parquet
    jixiao export OUT --to jsonl   --output OUT/jsonl
    python3 tests/parity.py OUT

Needs duckdb and pandas (with pyarrow) from PyPI; exits with 77 where they are absent.
"""

import json
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path

try:
    import duckdb
    import pandas
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

GROUP = "concept, fiscal_year"


def from_sqlite(out):
    db = sqlite3.connect(f"file:{out / 'jixiao.db'}?mode=ro", uri=True)
    sql = """SELECT concept, fiscal_year, count(*), sum(wan_e6) FROM amounts JOIN reports USING (file_id) GROUP BY 1, 2"""
    return {(c, y): (n, Decimal(s or 0).scaleb(-6)) for c, y, n, s in db.execute(sql)}


def from_duckdb(out):
    single = out / "parquet" / "amounts.parquet"
    files = str(single) if single.exists() else str(out / "parquet" / "amounts" / "*" / "*.parquet")
    sql = f"SELECT {GROUP}, count(*), sum(wan) FROM read_parquet('{files}', hive_partitioning = true) GROUP BY ALL"
    return {(c, None if y is None else int(y)): (n, Decimal(s or 0)) for c, y, n, s in duckdb.sql(sql).fetchall()}


def from_pandas(out):
    """Figures are read as decimals: pandas' own reader would make them binary."""
    with open(out / "jsonl" / "amounts.jsonl", encoding="utf-8") as lines:
        read = (json.loads(line, parse_float=Decimal, parse_int=int) for line in lines)
        # A row at a time: the whole of a large file would not fit into memory.
        rows = [(row.get("concept"), row.get("fiscal_year"), row.get("wan")) for row in read]
    frame = pandas.DataFrame(rows, columns=["concept", "fiscal_year", "wan"], dtype=object)
    frame = frame.where(frame.notna(), None)
    sums = {}
    for (c, y), group in frame.groupby(["concept", "fiscal_year"], dropna=False, sort=False):
        key = (None if pandas.isna(c) else c, None if pandas.isna(y) else int(y))
        sums[key] = (len(group), sum((Decimal(w) for w in group["wan"] if w is not None), Decimal(0)))
    return sums


def main():
    out = Path(sys.argv[1])
    sqlite, duck, frame = from_sqlite(out), from_duckdb(out), from_pandas(out)
    assert sqlite, "no amounts"
    for name, other in [("DuckDB", duck), ("pandas", frame)]:
        for key in sqlite.keys() | other.keys():
            assert sqlite.get(key) == other.get(key), f"{name} {key}: {other.get(key)}, SQLite {sqlite.get(key)}"
    rows = sum(n for n, _ in sqlite.values())
    print(f"{len(sqlite)} totals over {rows} amounts agree; all together {sum(s for _, s in sqlite.values())}")


main()
