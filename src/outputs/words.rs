//! Words of the JSON document as people say them.

/// A status in words.
pub fn status_words(status: &str) -> &'static str {
    match status {
        "ok" => "正常",
        "ok_with_gaps" => "有缺漏",
        "unreadable" => "无法读取",
        "encrypted" => "有密码",
        "scanned_no_text" => "扫描件，没有文字",
        "no_unicode" => "文字无法识别",
        "too_large" => "超过大小上限",
        "timeout" => "超时",
        "memory" => "超过内存上限",
        "crashed" => "读取程序出错",
        "unsupported" => "不支持的格式",
        _ => "其他",
    }
}

/// A kind of report in words.
pub fn kind_words(kind: &str) -> &'static str {
    match kind {
        "overall_report" => "部门整体支出绩效自评报告",
        "project_report" => "项目支出绩效自评报告",
        "overall_form" => "部门整体支出绩效自评表",
        "project_form" => "项目支出绩效自评表",
        "base_data_form" => "绩效自评基础数据表",
        _ => "其他",
    }
}

/// A bound as it goes before a number.
pub fn bound_words(bound: &str) -> &'static str {
    match bound {
        "about" => "约",
        "at_least" => "≥",
        "at_most" => "≤",
        _ => "",
    }
}

/// A role behind a label; nothing for a plain value.
pub fn role_words(role: &str) -> &'static str {
    match role {
        "comparison" => "（增减）",
        "standard" => "（标准）",
        "other" => "（其他）",
        _ => "",
    }
}

/// A column of a quantity in words.
pub fn column_words(column: Option<&str>) -> &'static str {
    match column {
        Some("initial") => "年初预算",
        Some("budget") => "全年预算",
        Some("executed") => "执行",
        _ => "",
    }
}

/// The outcome of a check in words.
pub fn outcome_words(outcome: &str) -> &'static str {
    match outcome {
        "pass" => "相符",
        "pass_rounded" => "相符（四舍五入）",
        "fail" => "不符",
        "insufficient" => "数据不足",
        "not_applicable" => "不适用",
        _ => "其他",
    }
}

/// A severity in words.
pub fn severity_words(severity: &str) -> &'static str {
    match severity {
        "error" => "错误",
        "warning" => "警告",
        "note" => "提示",
        _ => "其他",
    }
}
