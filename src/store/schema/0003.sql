-- Version 3: what takes part in a finding over several reports stands in rows of its own, with its place, so that a question
-- need not read a list of thousands of files for each of them.
CREATE TABLE finding_places (
    n       INTEGER NOT NULL REFERENCES corpus_findings ON DELETE CASCADE,
    k       INTEGER NOT NULL,            -- 1 is the first that the finding names
    path    TEXT,                        -- NULL: a figure of the bureau's own
    label   TEXT NOT NULL,
    raw     TEXT,
    section TEXT,
    line    INTEGER,
    page    INTEGER,
    cell    TEXT,
    PRIMARY KEY (n, k)
) STRICT, WITHOUT ROWID;
INSERT INTO finding_places
SELECT f.n, j.key + 1, json_extract(j.value, '$.path'), json_extract(j.value, '$.label'), json_extract(j.value, '$.raw'),
       json_extract(j.value, '$.section'), json_extract(j.value, '$.at.line'), json_extract(j.value, '$.at.page'), json_extract(j.value, '$.at.cell')
FROM corpus_findings f, json_each(f.places) j ORDER BY 1, 2;
ALTER TABLE corpus_findings ADD COLUMN size INTEGER NOT NULL DEFAULT 0;   -- the number of its places
UPDATE corpus_findings SET size = json_array_length(places);
ALTER TABLE corpus_findings DROP COLUMN places;

-- In another order, and of failed checks only (`indexes.sql`).
DROP INDEX IF EXISTS counts_events;
DROP INDEX IF EXISTS checks_rule;

-- The printed rate of execution is no longer that of a fund, and a fund stands in the section that is named: the next run
-- writes every row anew.
UPDATE source_files SET fingerprint = '';
DELETE FROM meta WHERE key = 'run_key';
