//! Funds under short names, totals behind their parts, and what tells of a cause.

use super::readings::{amounts, counts, failures, read};

/// Name, initial budget, expenditure and balance of the funds.
fn funds(heading: &str, body: &str) -> Vec<String> {
    let show = |d: Option<rust_decimal::Decimal>| d.map_or("-".to_owned(), |d| d.normalize().to_string());
    let of = |f: &jixiao::interpret::Fund| format!("{} {} {} {}", f.name, show(f.initial), show(f.actual), show(f.balance));
    read(heading, body).funds.iter().map(of).collect()
}

const ROWS: &str = "单位：万元\n项目名称\t年初预算\t全年支出\t年末结转\n耕地地力保护补贴资金\t2860.00\t2733.70\t126.30\n双拥工作经费\t90.00\t56.00\t34.00\n合计\t2950.00\t2789.70\t160.30\n";

#[test]
fn a_short_name_with_the_figures_of_a_row_is_that_fund() {
    let item = "1．地力补贴年初预算2860万元，实际支出2733.70万元，结转126.30万元。";
    let found = funds("项目支出情况", &format!("{ROWS}{item}"));
    assert_eq!(found, ["耕地地力保护补贴资金 2860 2733.7 126.3", "双拥工作经费 90 56 34"]);
    // with other figures it is another fund
    let other = "1．地力补贴年初预算12万元，实际支出10万元，结转2万元。";
    assert_eq!(funds("项目支出情况", &format!("{ROWS}{other}")).len(), 3);
    // what happened to it stands behind the short name
    let cause = "其余项目中，双拥经费因慰问活动合并举办调减6万元，支出56万元。";
    let found = amounts("项目支出情况", &format!("{ROWS}{cause}"));
    assert_eq!(found[found.len() - 2..], ["6 fund_adjust_decrease @双拥工作经费", "56 fund_actual @双拥工作经费"]);
}

#[test]
fn items_of_one_list_are_different_funds_whatever_their_names() {
    let body = "（1）文化志愿活动经费年初预算5万元，支出5万元。\n（2）文化活动经费年初预算5万元，支出5万元。";
    assert_eq!(funds("项目支出情况", body).len(), 2);
}

#[test]
fn named_totals_stand_behind_their_parts() {
    let body = "1.人员经费301万元、公用经费48万元，基本支出共计349万元。\n2.办案业务经费61万元、司法救助资金72万元，项目支出共计133万元。\n3.以上两项合计，全年支出482万元。";
    let found = amounts("支出情况", body);
    assert_eq!(
        found[..3],
        ["301 gpb_personnel_expenditure ^349", "48 gpb_public_expenditure ^349", "349 gpb_expenditure_basic ^482"]
    );
    assert_eq!(found[3], "61 fund_actual @办案业务经费 ^133");
    assert_eq!(found[5..], ["133 gpb_expenditure_project ^482", "482 expenditure_total"]);
    let found = amounts("采购情况", "货物326万元、工程255万元、服务148万元，政府采购支出总额729万元。");
    assert_eq!(found[0], "326 procurement_goods ^729");
    // an identity of the accounts binds nothing, 加上 does
    let found = amounts("收入情况", "本年收入100万元，年初结转8万元，收入总计108万元。");
    assert!(found.iter().all(|a| !a.contains('^')), "{found:?}");
    let found = amounts("收入情况", "本年收入100万元；加上年初结转8万元，收入总计108万元。");
    assert!(found[0].ends_with("^108") && found[1].ends_with("^108"), "{found:?}");
    // a list with its total is one though the sum does not hold, and that is told
    let slip = "人员经费301万元、公用经费48万元，基本支出共计360万元。";
    assert!(amounts("支出情况", slip)[1].ends_with("^360"));
    assert!(!failures("支出情况", slip, "error").is_empty());
    // another clause between them is no list
    let found = amounts("支出情况", "人员经费301万元，办公费12万元，基本支出共计350万元。");
    assert!(found.iter().all(|a| !a.contains('^')), "{found:?}");
}

#[test]
fn what_a_budget_was_changed_to_and_why() {
    let found = amounts("项目支出情况", "（1）环境整治经费年初预算900万元，压减100万元后为800万元，支出738万元。");
    assert_eq!(found[2], "800 fund_budget_final @环境整治经费");
    let body = "年初预算968万元，执行中因调资、人员调入及新增项目调增112万元，调减34万元，调整后预算1046万元。";
    let found = amounts("预算情况", body);
    assert_eq!(found[1..], ["112 budget_adjust_increase", "34 budget_adjust_decrease", "1046 budget_total_adjusted"]);
    let found = amounts("预算情况", "全年支出900万元。未支出的资金中，结转下年19万元，比上年减少8万元；由财政收回6万元。");
    assert_eq!(found.last().unwrap(), "6 budget_lapsed");
}

#[test]
fn titles_of_chapters_are_no_funds() {
    for title in ["资金安排及调整", "到位和支出", "资金安排与使用", "支出功能分类"] {
        let body = format!("（1）{title}。年初预算968万元，全年支出952万元。");
        assert_eq!(funds("项目支出情况", &body), [""; 0], "{title}");
    }
}

#[test]
fn what_there_is_none_of() {
    for words in ["离休人员为零", "离休干部现已没有", "离休人员一名也没有", "已无离休人员"] {
        let found = read("人员情况", &format!("在职95人，退休46人，{words}，遗属3人。"));
        assert!(found.staff.iter().any(|s| s.concept == "staff_leave_retired" && s.value.is_zero()), "{words}");
    }
    assert_eq!(counts("绩效情况", "三本预算均未编列我院，全年零收零支。"), [""; 0]);
    assert_eq!(counts("绩效情况", "“村庄清洁日”每季度组织40至50场。").len(), 1);
    assert_eq!(failures("人员情况", "编制98名，均为行政编制，工勤编制亦无。", "error"), [""; 0]);
}

/// What a reader with fresh eyes wrote against these rules: correct sentences that were accused once.
#[test]
fn correct_sentences_accuse_nobody() {
    for (title, body) in [
        ("项目支出情况", "项目支出200万元，一季度支出20万元，占10%；二季度支出60万元，占30%；三季度支出100万元，占50%。"),
        ("支出情况", "项目支出200万元，政府采购金额60万元，占30%；授予中小企业合同金额48万元，占80%。"),
        (
            "项目支出情况",
            "项目支出200万元，全部为送戏下乡经费200万元。年初预算480万元，年中追加20万元，全年预算500万元，年末结余0万元。",
        ),
        (
            "预算情况",
            "2024年初预算480万元，年中追加30万元，全年预算504万元，支出500万元，年末结转结余4万元；年中因压减一般性支出由财政收回6万元。",
        ),
        ("结转情况", "年末结转30万元，主要原因有二：一是舞台改造质保金12万元未到期；二是图书采购尾款8万元待验收。"),
        ("项目支出情况", "重点用于图书购置费80万元、送戏下乡经费60万元，项目支出合计200万元。"),
        ("支出情况", "今年增加人员经费20万元、公用经费5万元，基本支出共计300万元。"),
        (
            "支出情况",
            "基本支出300万元，其中人员经费260万元、公用经费40万元。公用经费含会议费1万元、培训费2万元；人员经费含临聘人员工资18万元。",
        ),
        ("绩效情况", "走访慰问困难家庭120户，其中低保家庭80户、残疾家庭60户。"),
    ] {
        assert_eq!(failures(title, body, "error"), [""; 0], "{body}");
        assert!(!failures(title, body, "warning").iter().any(|f| f.starts_with("S0")), "{body}");
    }
    // and slips that were found are found
    let slip = "全年支出500万元，上年支出470万元，比上年增加20万元，增长4.17%。";
    assert!(!failures("支出情况", slip, "warning").is_empty());
    assert!(!failures("支出情况", "全年预算510万元，全年支出550万元，年末结转4万元。", "warning").is_empty());
}

#[test]
fn like_names_of_other_places_are_other_funds() {
    let one = "（1）文物保护工程年初预算50万元，支出50万元。\n（2）文物普查保护修缮工程年初预算50万元，支出50万元。";
    assert_eq!(funds("项目支出情况", one).len(), 2);
    // what is not paid out is not spent
    let body = "（1）城乡文化补贴年初预算200万元，支出144万元，结转56万元。\n城乡文化补贴56万元尚未拨付，主要是资料不全。";
    assert_eq!(funds("项目支出情况", body), ["城乡文化补贴 200 144 56"]);
    // 老街拆迁安置, 图书进度跟踪系统 are names
    let body = "1.老街拆迁安置。年初预算60万元，年中追加20万元，实际支出80万元，无结余。\n2.图书进度跟踪系统。年初预算30万元，实际支出30万元，无结余。";
    assert_eq!(funds("项目支出情况", body).len(), 2);
}
