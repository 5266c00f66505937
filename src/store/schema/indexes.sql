-- Indexes for the common questions: made after the first load, which is faster than keeping them up while it runs, and kept
-- up by every later one.
CREATE INDEX IF NOT EXISTS reports_unit ON reports (unit_id, fiscal_year);
CREATE INDEX IF NOT EXISTS reports_year ON reports (fiscal_year);
CREATE INDEX IF NOT EXISTS sections_path ON sections (file_id, path);
CREATE INDEX IF NOT EXISTS sections_role ON sections (role) WHERE role IS NOT NULL;
CREATE INDEX IF NOT EXISTS figures_concept ON figures (concept, col, years_ago, file_id, amount_n, wan_e6, rivals);
CREATE INDEX IF NOT EXISTS percents_concept ON percents (concept, file_id, n) WHERE concept IS NOT NULL;
CREATE INDEX IF NOT EXISTS funds_key ON funds (name_key);
CREATE INDEX IF NOT EXISTS staff_concept ON staff (concept, file_id, n);
-- Of what does not hold: an index of the twenty times as many checks that do would cost more than it is asked for.
CREATE INDEX IF NOT EXISTS checks_rule ON checks (rule, file_id, n) WHERE status = 'fail';
CREATE INDEX IF NOT EXISTS checks_fail ON checks (severity, file_id, n) WHERE status = 'fail';
-- In the order of the groups of `cost-per-event`, so that they need not be sorted.
CREATE INDEX IF NOT EXISTS counts_events ON counts (file_id, iif(unit IN ('场', '场次'), '场次', '人次'), n, value_e6, bound, role, raw, unit)
    WHERE unit IN ('场', '场次', '人次');
