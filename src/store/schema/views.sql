-- Views for people: made anew whenever the schema changes.
--
-- `万元` columns are for reading: a whole number of millionths divided once, so that the digits shown are the exact ones
-- (up to 15 digits; a larger figure has its exact digits as text). Sums to the last digit are made over the `分` columns,
-- which are exact integers (1 分 = 10⁻⁶ 万元).

-- English helpers of the questions: a report with its unit, a figure with its place.

CREATE VIEW heads AS
SELECT r.file_id, f.path, u.name AS unit, r.fiscal_year AS year, r.kind, r.region, r.score_e6, r.grade, r.score_words,
       r.score_section, r.score_line, r.score_page, r.score_cell, r.budget_n, r.budget_e6, r.budget_concept, r.spent_n, r.spent_e6,
       r.spent_concept, r.rate_n, r.rate_e6, u.unit_id
FROM reports r
JOIN source_files f USING (file_id)
LEFT JOIN units u USING (unit_id);

CREATE VIEW placed_figures AS
SELECT g.file_id, g.concept, g.col, g.years_ago, g.wan_e6, g.rivals, a.raw, a.label, a.section, a.line, a.page, a.cell, a.bound, g.amount_n
FROM figures g
JOIN amounts a ON a.file_id = g.file_id AND a.n = g.amount_n;

-- What was carried out in the fiscal year: the figure that is said to be executed, else the one whose words name no column.
CREATE VIEW executed_figures AS
SELECT g.*
FROM placed_figures g
WHERE g.years_ago = 0
  AND (g.col = 'executed' OR g.col = '' AND NOT EXISTS (
      SELECT 1 FROM figures o WHERE o.concept = g.concept AND o.col = 'executed' AND o.years_ago = 0 AND o.file_id = g.file_id));

-- One row for every amount that takes part in a check, and for every amount of a fund.

CREATE VIEW check_amounts AS
SELECT c.file_id, c.n AS check_n, CAST(j.value AS INTEGER) AS amount_n FROM checks c, json_each(c.amounts) j;

CREATE VIEW fund_amounts AS
SELECT d.file_id, d.n AS fund_n, CAST(j.value AS INTEGER) AS amount_n FROM funds d, json_each(d.amounts) j;

CREATE VIEW 报告 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, r.region AS 地区, coalesce(k.label, r.kind) AS 类型,
       r.title AS 标题, r.score_e6 / 1e6 AS 自评得分, r.grade AS 自评等级, coalesce(s.label, f.status) AS 读取结果,
       r.numbers_total AS 数字个数,
       (SELECT count(*) FROM checks c WHERE c.file_id = f.file_id AND c.status = 'fail' AND c.severity = 'error') AS 错误数,
       (SELECT count(*) FROM checks c WHERE c.file_id = f.file_id AND c.status = 'fail' AND c.severity = 'warning') AS 警告数,
       f.format AS 格式, f.pages AS 页数, f.bytes AS 字节数
FROM source_files f
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN terms k ON k.kind = 'report' AND k.id = r.kind
LEFT JOIN terms s ON s.kind = 'status' AND s.id = f.status;

CREATE VIEW 章节 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, s.path AS 章节, s.marker AS 序号, s.title AS 标题,
       iif(s.nil, '是', '') AS 写明无, s.text AS 正文, s.line AS 行, s.page AS 页
FROM sections s
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id);

CREATE VIEW 金额 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, coalesce(c.label, '') AS 名称, a.label AS 原文名称, a.raw AS 原文,
       coalesce(a.exact, a.wan_e6 / 1e6) AS 万元, a.wan_e6 AS 分, iif(a.finer, '是', '') AS 比分更细,
       coalesce(b.label, '') AS 约数, coalesce(o.label, '') AS 用途, coalesce(l.label, '') AS 数列, a.year AS 数据年度,
       coalesce(a.fund, '') AS 专项, a.section AS 章节, a.line AS 行, a.page AS 页, a.cell AS 单元格,
       'a' || a.n AS 编号, 'a' || a.parent AS 上级, a.concept AS 指标
FROM amounts a
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN concepts c ON c.id = a.concept
LEFT JOIN terms b ON b.kind = 'bound' AND b.id = a.bound
LEFT JOIN terms o ON o.kind = 'role' AND o.id = a.role
LEFT JOIN terms l ON l.kind = 'column' AND l.id = a.col;

CREATE VIEW 百分比 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, coalesce(c.label, '') AS 名称, p.label AS 原文名称, p.raw AS 原文,
       coalesce(p.exact, p.value_e6 / 1e6) AS 百分数, p.section AS 章节, p.line AS 行, p.page AS 页, p.cell AS 单元格,
       'p' || p.n AS 编号, p.concept AS 指标
FROM percents p
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN concepts c ON c.id = p.concept;

CREATE VIEW 专项资金 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, d.name AS 专项,
       d.initial_e6 / 1e6 AS 年初预算万元, d.adjust_e6 / 1e6 AS 年中调整万元, d.budget_e6 / 1e6 AS 全年预算万元,
       d.actual_e6 / 1e6 AS 实际支出万元, d.balance_e6 / 1e6 AS 结余结转万元,
       (SELECT group_concat(CASE j.value WHEN 'initial' THEN '年初预算' WHEN 'adjust' THEN '年中调整' WHEN 'budget' THEN '全年预算'
                                  WHEN 'actual' THEN '实际支出' WHEN 'balance' THEN '结余结转' ELSE j.value END, '、')
        FROM json_each(d.derived) j) AS 推算的数, d.words AS 原文, d.purpose AS 用途,
       d.section AS 章节, d.line AS 行, d.page AS 页, d.cell AS 单元格
FROM funds d
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id);

CREATE VIEW 活动 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, c.label AS 内容, c.raw AS 原文,
       coalesce(c.exact, c.value_e6 / 1e6) AS 数量, c.low_e6 / 1e6 AS 最少, c.high_e6 / 1e6 AS 最多, c.unit AS 单位名,
       coalesce(b.label, '') AS 约数, c.section AS 章节, c.line AS 行, c.page AS 页, c.cell AS 单元格
FROM counts c
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN terms b ON b.kind = 'bound' AND b.id = c.bound;

CREATE VIEW 人员 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, coalesce(c.label, s.concept) AS 名称,
       coalesce(s.exact, s.value_e6 / 1e6) AS 数量, s.raw AS 原文, s.section AS 章节, s.line AS 行, s.page AS 页, s.cell AS 单元格
FROM staff s
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN concepts c ON c.id = s.concept;

CREATE VIEW 表格数据 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, coalesce(k.label, m.kind) AS 表, m.project AS 项目,
       v.block AS 部分, v.label AS 行名, v.field AS 栏, v.raw AS 原文, coalesce(v.exact, v.value_e6 / 1e6) AS 数值, v.cell AS 单元格
FROM form_rows v
JOIN forms m ON m.file_id = v.file_id AND m.n = v.form_n
JOIN source_files f ON f.file_id = v.file_id
JOIN reports r ON r.file_id = v.file_id
LEFT JOIN units u USING (unit_id)
LEFT JOIN terms k ON k.kind = 'report' AND k.id = m.kind;

CREATE VIEW 勾稽 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, c.rule AS 规则, coalesce(n.title, '') AS 规则说明,
       coalesce(t.label, c.status) AS 结果, iif(c.status = 'fail', coalesce(v.label, c.severity), '') AS 程度, c.message AS 说明,
       c.expected_e6 / 1e6 AS 应为, c.found_e6 / 1e6 AS 实为, c.difference_e6 / 1e6 AS 相差, c.words AS 原文,
       c.section AS 章节, c.line AS 行, c.page AS 页, c.cell AS 单元格, 'k' || c.n AS 编号
FROM checks c
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN rules n ON n.id = c.rule
LEFT JOIN terms t ON t.kind = 'check' AND t.id = c.status
LEFT JOIN terms v ON v.kind = 'severity' AND v.id = c.severity;

-- Findings by their root: a failure that another one caused is not told again.
CREATE VIEW 问题清单 AS
SELECT f.path AS 文件, u.name AS 单位, r.fiscal_year AS 年度, coalesce(v.label, c.severity) AS 程度, c.rule AS 规则,
       c.message AS 问题, c.expected_e6 / 1e6 AS 应为, c.found_e6 / 1e6 AS 实为, c.difference_e6 / 1e6 AS 相差,
       coalesce((SELECT x.reason FROM suspects x WHERE x.file_id = c.file_id AND x.check_n = c.n AND x.n = 1), c.hint, '') AS 提示,
       c.words AS 原文, c.section AS 章节, c.line AS 行, c.page AS 页, c.cell AS 单元格
FROM checks c
JOIN source_files f USING (file_id)
JOIN reports r USING (file_id)
LEFT JOIN units u USING (unit_id)
LEFT JOIN terms v ON v.kind = 'severity' AND v.id = c.severity
WHERE c.status = 'fail' AND c.because_of IS NULL
UNION ALL
SELECT coalesce(p.path, ''), k.unit, k.fiscal_year, coalesce(v.label, k.severity), k.rule,
       k.message, NULL, NULL, k.difference_e6 / 1e6, '', coalesce(p.raw, ''), p.section, p.line, p.page, p.cell
FROM corpus_findings k
LEFT JOIN finding_places p ON p.n = k.n AND p.k = 1
LEFT JOIN terms v ON v.kind = 'severity' AND v.id = k.severity
WHERE k.status = 'fail';

CREATE VIEW 未能读取 AS
SELECT f.path AS 文件, coalesce(s.label, f.status) AS 读取结果, f.status AS 状态,
       (SELECT group_concat(d.message, '；') FROM diagnostics d WHERE d.file_id = f.file_id) AS 说明, f.bytes AS 字节数
FROM source_files f
LEFT JOIN terms s ON s.kind = 'status' AND s.id = f.status
WHERE f.status NOT IN ('ok', 'ok_with_gaps');
