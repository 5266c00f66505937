-- Schema of OUT/jixiao.db, version 1.
--
-- Every number is an exact INTEGER in millionths of its unit (`_e6`): money in 10⁻⁶ 万元 (that is 分), percentages in
-- 10⁻⁶ percentage points, counts and persons in 10⁻⁶ of one. A figure that is finer than that, or larger than
-- DECIMAL(18,6) holds, has `finer` = 1 and its exact digits in `exact`; the printed words stand beside every figure.
-- The place of a value: section (path), line (of the page for a PDF), char_start and char_end (Unicode characters of the
-- normalised text, `jixiao text FILE`), page, cell.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for every file, also for one that could not be read.
CREATE TABLE source_files (
    file_id     INTEGER PRIMARY KEY,
    path        TEXT NOT NULL UNIQUE,
    sha256      TEXT NOT NULL,
    bytes       INTEGER NOT NULL,
    format      TEXT,
    encoding    TEXT,
    pages       INTEGER,
    status      TEXT NOT NULL,
    fingerprint TEXT NOT NULL            -- of the JSON document; equal means nothing changed
) STRICT;

CREATE TABLE units (
    unit_id INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE reports (
    file_id       INTEGER PRIMARY KEY REFERENCES source_files ON DELETE CASCADE,
    kind          TEXT,
    title         TEXT,
    unit_id       INTEGER REFERENCES units,
    fiscal_year   INTEGER,
    region        TEXT,
    aliases       TEXT NOT NULL,         -- JSON list
    numbers_total INTEGER NOT NULL,
    -- Own score and grade, with the place of the score (of the grade where no score is printed).
    score_e6      INTEGER,
    grade         TEXT,
    score_words   TEXT,
    score_section TEXT,
    score_line    INTEGER,
    score_page    INTEGER,
    score_cell    TEXT,
    -- The figures that most questions are about (`data/heads.toml` says which quantity comes first): what the unit had,
    -- what it spent, and the execution rate that it prints. `_concept` says which quantity the figure is, `_n` finds it in
    -- `amounts` and `percents`.
    budget_n       INTEGER,
    budget_e6      INTEGER,
    budget_concept TEXT,
    spent_n        INTEGER,
    spent_e6       INTEGER,
    spent_concept  TEXT,
    rate_n         INTEGER,
    rate_e6        INTEGER
) STRICT;
CREATE INDEX reports_unit ON reports (unit_id, fiscal_year);
CREATE INDEX reports_year ON reports (fiscal_year);

CREATE TABLE sections (
    section_id INTEGER PRIMARY KEY,
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,         -- in document order
    path       TEXT NOT NULL,
    level      INTEGER NOT NULL,
    marker     TEXT NOT NULL,
    ordinal    INTEGER,
    title      TEXT NOT NULL,
    role       TEXT,
    nil        INTEGER NOT NULL CHECK (nil IN (0, 1)),
    text       TEXT NOT NULL,
    line       INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end   INTEGER NOT NULL,
    page       INTEGER
) STRICT;
CREATE INDEX sections_path ON sections (file_id, path);
CREATE INDEX sections_role ON sections (role) WHERE role IS NOT NULL;

CREATE TABLE amounts (
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,         -- 6 is `a6` of the JSON
    raw        TEXT NOT NULL,
    wan_e6     INTEGER,
    finer      INTEGER NOT NULL CHECK (finer IN (0, 1)),
    exact      TEXT,
    decimals   INTEGER NOT NULL,
    unit       TEXT NOT NULL,
    bound      TEXT NOT NULL,
    role       TEXT NOT NULL,
    concept    TEXT,
    label      TEXT NOT NULL,
    section    TEXT,
    fund       TEXT,
    parent     INTEGER,
    year       INTEGER,
    col        TEXT,                     -- initial, budget, executed
    line       INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end   INTEGER NOT NULL,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;

-- The figure that a report gives for a quantity as a whole (no fund's, no change, no unit price): the first one printed.
-- `rivals` counts other, different values that it prints for the same quantity, column and year.
CREATE TABLE figures (
    concept  TEXT NOT NULL,
    col      TEXT NOT NULL,              -- '' if the words do not say
    years_ago INTEGER NOT NULL,          -- 0: the fiscal year, 1: the year before
    file_id  INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    amount_n INTEGER NOT NULL,
    wan_e6   INTEGER NOT NULL,
    rivals   INTEGER NOT NULL,
    PRIMARY KEY (concept, col, years_ago, file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX figures_file ON figures (file_id);

CREATE TABLE percents (
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    raw        TEXT NOT NULL,
    value_e6   INTEGER,
    finer      INTEGER NOT NULL CHECK (finer IN (0, 1)),
    exact      TEXT,
    bound      TEXT NOT NULL,
    concept    TEXT,
    label      TEXT NOT NULL,
    section    TEXT,
    amount_n   INTEGER,
    line       INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end   INTEGER NOT NULL,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX percents_concept ON percents (concept, file_id, n) WHERE concept IS NOT NULL;

CREATE TABLE funds (
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL,            -- for comparing: without brackets, quotes and the words 经费 项目 专项 资金
    initial_e6 INTEGER,
    adjust_e6  INTEGER,
    budget_e6  INTEGER,
    actual_e6  INTEGER,
    balance_e6 INTEGER,
    derived    TEXT NOT NULL,            -- JSON list of the fields that were computed
    purpose    TEXT,
    section    TEXT,
    words      TEXT NOT NULL,            -- the printed words of its figures
    line       INTEGER,                  -- of its first figure, or of its section
    char_start INTEGER,
    char_end   INTEGER,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX funds_key ON funds (name_key);

CREATE TABLE fund_amounts (
    file_id  INTEGER NOT NULL,
    fund_n   INTEGER NOT NULL,
    amount_n INTEGER NOT NULL,
    PRIMARY KEY (file_id, fund_n, amount_n),
    FOREIGN KEY (file_id, fund_n) REFERENCES funds (file_id, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    raw        TEXT NOT NULL,
    value_e6   INTEGER,                  -- NULL if vague, a range or finer
    low_e6     INTEGER,                  -- ends of a range
    high_e6    INTEGER,
    finer      INTEGER NOT NULL CHECK (finer IN (0, 1)),
    exact      TEXT,
    unit       TEXT NOT NULL,
    bound      TEXT NOT NULL,
    label      TEXT NOT NULL,
    role       TEXT,
    section    TEXT,
    line       INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end   INTEGER NOT NULL,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    concept    TEXT NOT NULL,
    value_e6   INTEGER,
    finer      INTEGER NOT NULL CHECK (finer IN (0, 1)),
    exact      TEXT,
    raw        TEXT NOT NULL,
    section    TEXT,
    line       INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end   INTEGER NOT NULL,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_concept ON staff (concept, file_id, n);

CREATE TABLE forms (
    file_id   INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    table_id  TEXT NOT NULL,
    year      INTEGER,
    unit_name TEXT,
    project   TEXT,
    total_weight_e6 INTEGER,
    total_score_e6  INTEGER,
    grade     TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;

-- One row a value: `block` is funding (the first row is 年度资金总额), row (base-data form) or indicator.
CREATE TABLE form_rows (
    file_id  INTEGER NOT NULL,
    form_n   INTEGER NOT NULL,
    block    TEXT NOT NULL,
    n        INTEGER NOT NULL,
    label    TEXT NOT NULL,
    field    TEXT NOT NULL,
    raw      TEXT,
    value_e6 INTEGER,
    finer    INTEGER NOT NULL CHECK (finer IN (0, 1)),
    exact    TEXT,
    cell     TEXT,
    PRIMARY KEY (file_id, form_n, block, n, field),
    FOREIGN KEY (file_id, form_n) REFERENCES forms (file_id, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE checks (
    file_id       INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n             INTEGER NOT NULL,
    rule          TEXT NOT NULL,
    because_of    INTEGER,               -- n of the check whose failure is the cause
    status        TEXT NOT NULL,
    severity      TEXT NOT NULL,
    section       TEXT,
    numbers       TEXT NOT NULL,         -- JSON list
    expected_e6   INTEGER,
    found_e6      INTEGER,
    difference_e6 INTEGER,
    tolerance_e6  INTEGER,
    finer         INTEGER NOT NULL CHECK (finer IN (0, 1)),
    message       TEXT NOT NULL,
    hint          TEXT,
    words         TEXT NOT NULL,         -- the printed words of the figures that take part
    line          INTEGER,               -- of the first of them
    char_start    INTEGER,
    char_end      INTEGER,
    page          INTEGER,
    cell          TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX checks_rule ON checks (rule, status);
CREATE INDEX checks_fail ON checks (severity, file_id, n) WHERE status = 'fail';

CREATE TABLE check_amounts (
    file_id  INTEGER NOT NULL,
    check_n  INTEGER NOT NULL,
    amount_n INTEGER NOT NULL,
    PRIMARY KEY (file_id, check_n, amount_n),
    FOREIGN KEY (file_id, check_n) REFERENCES checks (file_id, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE suspects (
    file_id    INTEGER NOT NULL,
    check_n    INTEGER NOT NULL,
    n          INTEGER NOT NULL,         -- 1 is the likeliest
    amount_n   INTEGER,
    raw        TEXT NOT NULL,
    healed_e6  INTEGER,
    slip       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    line       INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end   INTEGER NOT NULL,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, check_n, n),
    FOREIGN KEY (file_id, check_n) REFERENCES checks (file_id, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE diagnostics (
    file_id    INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    code       TEXT NOT NULL,
    message    TEXT NOT NULL,
    line       INTEGER,
    char_start INTEGER,
    char_end   INTEGER,
    page       INTEGER,
    cell       TEXT,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    file_id INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    n       INTEGER NOT NULL,
    text    TEXT NOT NULL,
    target  TEXT NOT NULL,
    PRIMARY KEY (file_id, n)
) STRICT, WITHOUT ROWID;

-- Findings over several reports (family K): each names its files.
CREATE TABLE corpus_findings (
    n             INTEGER PRIMARY KEY,
    rule          TEXT NOT NULL,
    severity      TEXT NOT NULL,
    status        TEXT NOT NULL,
    unit          TEXT,
    fiscal_year   INTEGER,
    message       TEXT NOT NULL,
    difference_e6 INTEGER,
    places        TEXT NOT NULL          -- JSON list of {path, label, raw, section, at: {line, page, cell}}
) STRICT;

-- Full text of the sections (title and words): rowid is section_id. The words are cut into overlapping pairs of characters
-- (`src/store/search.rs`); `jixiao query OUT --search WORDS` asks it. In any SQLite browser `章节` with LIKE '%词%' is
-- right too, only slower.
CREATE VIRTUAL TABLE section_words USING fts5(
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0'
);

-- Names of quantities, rules and fixed words, so that the views can show them in Chinese.
CREATE TABLE concepts (
    id    TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    unit  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rules (
    id       TEXT PRIMARY KEY,
    severity TEXT NOT NULL,
    title    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE terms (
    kind  TEXT NOT NULL,
    id    TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
