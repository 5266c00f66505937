-- Version 2: what belongs to a check or a fund stands in its row, so that a report costs a third fewer rows; the figures
-- are kept by file, as they come; the full-text index is one that every SQLite since 3.9 can open.

-- The n of its amounts, a JSON list. `fund_amounts` and `check_amounts` are views now.
ALTER TABLE funds ADD COLUMN amounts TEXT NOT NULL DEFAULT '[]';
UPDATE funds SET amounts = (
    SELECT json_group_array(amount_n) FROM fund_amounts x WHERE x.file_id = funds.file_id AND x.fund_n = funds.n);
DROP TABLE fund_amounts;

ALTER TABLE checks ADD COLUMN amounts TEXT NOT NULL DEFAULT '[]';
UPDATE checks SET amounts = (
    SELECT json_group_array(amount_n) FROM check_amounts x WHERE x.file_id = checks.file_id AND x.check_n = checks.n);
DROP TABLE check_amounts;

-- The figure that a report gives for a quantity as a whole (no fund's, no change, no unit price): the first one printed.
-- `rivals` counts other, different values that it prints for the same quantity, column and year.
ALTER TABLE figures RENAME TO figures_before;
CREATE TABLE figures (
    file_id   INTEGER NOT NULL REFERENCES source_files ON DELETE CASCADE,
    concept   TEXT NOT NULL,
    col       TEXT NOT NULL,             -- '' if the words do not say
    years_ago INTEGER NOT NULL,          -- 0: the fiscal year, 1: the year before
    amount_n  INTEGER NOT NULL,
    wan_e6    INTEGER NOT NULL,
    rivals    INTEGER NOT NULL,
    PRIMARY KEY (file_id, concept, col, years_ago)
) STRICT, WITHOUT ROWID;
INSERT INTO figures SELECT file_id, concept, col, years_ago, amount_n, wan_e6, rivals FROM figures_before ORDER BY file_id;
DROP TABLE figures_before;

-- Full text of the sections (title and words): rowid is section_id. The words are cut into overlapping pairs of characters
-- (`src/store/search.rs`); `jixiao query OUT --search WORDS` asks it. In any SQLite browser `章节` with LIKE '%词%' is
-- right too, only slower.
DROP TABLE section_words;
CREATE VIRTUAL TABLE section_words USING fts5(
    words, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0'
);
DELETE FROM meta WHERE key = 'searchable_to';

-- Indexes are made when the first load is done (`indexes.sql`).
DROP INDEX reports_unit;
DROP INDEX reports_year;
DROP INDEX sections_path;
DROP INDEX sections_role;
DROP INDEX percents_concept;
DROP INDEX funds_key;
DROP INDEX staff_concept;
DROP INDEX checks_rule;
DROP INDEX checks_fail;
