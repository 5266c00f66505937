//! A unit and its figures over the years: every identity of the handbook holds in them, also from year to year.

use super::numerals::{Fen, QUANTUM, WAN};
use super::prng::Prng;
use super::vocabulary::{DEPARTMENTS, Department, place_name};

/// Where a unit's money comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finance {
    /// The general public budget alone.
    Gpb,
    /// And a government fund.
    GovFund,
    /// And business or other revenue.
    Other,
}

/// A budget unit.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Full name.
    pub name: String,
    /// What it calls itself (我局).
    pub short: String,
    /// Code in the roster.
    pub code: String,
    /// Name of the district, with 县, 区 or 市.
    pub place: String,
    pub(super) level: &'static str,
    pub(super) department: &'static Department,
    pub(super) finance: Finance,
    /// Quotas by kind, ids and numbers.
    pub(super) quota: Vec<(&'static str, &'static str, i64)>,
    seed: u64,
}

/// A special fund in one year.
#[derive(Clone, Debug)]
pub(super) struct FundYear {
    pub name: String,
    pub gov: bool,
    pub initial: Fen,
    pub inc: Fen,
    pub dec: Fen,
    pub actual: Fen,
    pub balance: Fen,
}

impl FundYear {
    pub fn full(&self) -> Fen {
        self.actual + self.balance
    }
}

/// The figures of a unit in one year.
#[derive(Clone, Debug, Default)]
pub(super) struct YearFacts {
    pub year: i32,
    pub incumbent: i64,
    pub retired: i64,
    pub temporary: i64,
    pub internal_organs: i64,
    pub personnel: Fen,
    pub wages: Fen,
    pub public: Fen,
    pub office: Fen,
    pub travel: Fen,
    pub basic_initial: Fen,
    pub funds: Vec<FundYear>,
    pub business_revenue: Fen,
    pub other_revenue: Fen,
    pub opening: Fen,
    pub reception: Fen,
    pub batches: i64,
    pub persons: i64,
    pub vehicle: Fen,
    pub vehicle_buy: Fen,
    pub held: i64,
    pub sangong_budget: Fen,
    pub sangong_last: Fen,
    pub goods: Fen,
    pub works: Fen,
    pub services: Fen,
    pub sme: Fen,
    pub last_expenditure: Fen,
    pub classes: [Fen; 4],
    /// In tenths of a point.
    pub score: i64,
}

impl YearFacts {
    pub fn basic(&self) -> Fen {
        self.personnel + self.public
    }
    fn actual(&self, gov: bool) -> Fen {
        self.funds.iter().filter(|f| f.gov == gov).map(|f| f.actual).sum()
    }
    pub fn project_gpb(&self) -> Fen {
        self.actual(false)
    }
    pub fn govfund(&self) -> Fen {
        self.actual(true)
    }
    pub fn expenditure(&self) -> Fen {
        self.basic() + self.project_gpb() + self.govfund()
    }
    pub fn closing(&self) -> Fen {
        self.funds.iter().map(|f| f.balance).sum()
    }
    pub fn revenue(&self) -> Fen {
        self.expenditure() + self.closing() - self.opening
    }
    pub fn project_initial(&self, gov: bool) -> Fen {
        self.funds.iter().filter(|f| f.gov == gov).map(|f| f.initial).sum()
    }
    /// Full-year budgets of all funds.
    pub fn full(&self) -> Fen {
        self.funds.iter().map(FundYear::full).sum()
    }
    /// The same year as a report on one project tells it: the funds are its parts, their budgets those of the whole year.
    pub fn into_project(mut self) -> YearFacts {
        self.funds.retain(|f| f.full() > 0);
        for fund in &mut self.funds {
            *fund = FundYear { gov: false, initial: fund.full(), inc: 0, dec: 0, ..fund.clone() };
        }
        self
    }
    pub fn sangong(&self) -> Fen {
        self.reception + self.vehicle + self.vehicle_buy
    }
    pub fn procurement(&self) -> Fen {
        self.goods + self.works + self.services
    }
    pub fn grade(&self) -> &'static str {
        match self.score {
            900.. => "优",
            800..=899 => "良",
            600..=799 => "中",
            _ => "差",
        }
    }
}

/// Rounds down to the quantum of the reports.
fn quantum(fen: Fen) -> Fen {
    fen / QUANTUM * QUANTUM
}

fn money(rng: &mut Prng, low: Fen, high: Fen) -> Fen {
    quantum(rng.between(low, high.max(low)))
}

/// A budget figure: round more often than not, as they are.
fn rounded(rng: &mut Prng, fen: Fen) -> Fen {
    let step = match rng.below(10) {
        0..4 if fen >= 20 * WAN => WAN,
        4..6 if fen >= 5 * WAN => WAN / 2,
        6..8 => WAN / 10,
        _ => QUANTUM,
    };
    (fen / step).max(1) * step
}

impl Unit {
    /// A unit of a place; `n` numbers the units of a place, the first ones are departments that exist once.
    pub fn new(seed: u64, place: u64, n: usize) -> Unit {
        let mut rng = Prng::of(seed, n as u64 + 1);
        let mut places = Prng::of(seed, 0);
        let level = places.pick(&["县", "区", "市"]);
        let place = format!("{}{level}", place_name(place));
        let once: Vec<usize> = (0..DEPARTMENTS.len()).filter(|&i| !many(&DEPARTMENTS[i])).collect();
        let often: Vec<usize> = (0..DEPARTMENTS.len()).filter(|&i| many(&DEPARTMENTS[i])).collect();
        let (at, round) = match n.checked_sub(once.len()) {
            None => (once[n], 0),
            Some(rest) => (often[rest % often.len()], rest / often.len() + 1),
        };
        let department = &DEPARTMENTS[at];
        let own = place_name((n * 7 + 3) as u64);
        let name = match department.kind.as_str() {
            "township" if department.name == "人民政府" => {
                format!("{place}{own}{}{}", ["镇", "乡"][round % 2], department.name)
            }
            "township" => format!("{place}{own}{}", department.name),
            "school" if round > 0 => format!("{place}{own}{}", department.name),
            "school" => format!("中共{place}{}", department.name),
            _ => format!("{place}{}", department.name),
        };
        let short = match department.name.as_str() {
            s if s.ends_with('局') => "我局",
            s if s.ends_with('会') => "我会",
            s if s.ends_with('馆') => "我馆",
            s if s.ends_with("党校") => "我校",
            s if s.ends_with("小学") => "学校",
            s if s.ends_with("办事处") => "街道",
            s if s.ends_with("人民政府") => "本级政府",
            s if s.ends_with("中心") => "中心",
            _ => "本单位",
        };
        let finance = match (department.kind.as_str(), rng.below(10)) {
            ("institution" | "school", 0..5) => Finance::Other,
            ("office" | "township", 0..2) => Finance::GovFund,
            _ => Finance::Gpb,
        };
        let most = rng.between(department.staff.0, department.staff.1);
        let quota = quota(&mut rng, department, most);
        let code = format!("{:03}001", 101 + n);
        Unit { name, short: short.to_owned(), code, place, level, department, finance, quota, seed: rng.bits() }
    }

    /// The figures of the years from `first` to `last`; those of any span of years agree.
    pub(super) fn years(&self, first: i32, last: i32) -> Vec<YearFacts> {
        // The history always begins in the same year, so that a year is the same whatever span is asked for.
        const BEGINNING: i32 = 2019;
        let mut all: Vec<YearFacts> = Vec::new();
        for year in BEGINNING.min(first - 1)..=last {
            let next = self.year(year, all.last());
            all.push(next);
        }
        all.retain(|y| y.year >= first);
        all
    }

    pub(super) fn quota_total(&self) -> i64 {
        self.quota.iter().map(|q| q.2).sum()
    }

    fn year(&self, year: i32, before: Option<&YearFacts>) -> YearFacts {
        let mut rng = Prng::of(self.seed, year as u64);
        let mut base = Prng::of(self.seed, 1);
        let d = self.department;
        let quota = self.quota_total();
        let incumbent = quota - rng.between(0, (quota / 8).max(1)).min(quota - 1);
        let per_head = base.between(9 * WAN, 17 * WAN) + rng.between(-WAN / 2, WAN / 2);
        let personnel = quantum(incumbent * per_head);
        let public = quantum(incumbent * base.between(12 * WAN / 10, 36 * WAN / 10) + rng.between(0, WAN));
        let basic = personnel + public;
        let mut y = YearFacts {
            year,
            incumbent,
            retired: if base.chance(8) { 0 } else { base.between(1, quota) + i64::from(year - 2019) },
            temporary: if base.chance(30) { 0 } else { base.between(1, quota / 2 + 2) },
            internal_organs: base.between(2, 4 + quota / 12),
            personnel,
            public,
            wages: quantum(personnel / 100 * rng.between(84, 96)),
            office: quantum(public / 100 * rng.between(18, 34)),
            travel: quantum(public / 100 * rng.between(8, 20)),
            basic_initial: rounded(&mut rng, basic / 1000 * base.between(900, 1000)),
            opening: before.map_or(0, YearFacts::closing),
            last_expenditure: before.map_or(0, YearFacts::expenditure),
            sangong_last: before.map_or(0, YearFacts::sangong),
            score: rng.between(872, 988),
            ..YearFacts::default()
        };
        let count = base.between(2, d.funds.len() as i64) as usize;
        let total = base.between(d.projects.0, d.projects.1) * WAN;
        let mut shares: Vec<i64> = (0..count).map(|_| base.between(10, 100)).collect();
        let sum: i64 = shares.iter().sum();
        for (i, share) in shares.iter_mut().enumerate() {
            let size = (total / sum * *share).max(WAN) / 100 * rng.between(92, 108);
            let gov = self.finance == Finance::GovFund && count > 2 && i + 1 == count;
            let carried = before.and_then(|b| b.funds.get(i)).map_or(0, |f| f.balance);
            y.funds.push(fund(&mut rng, &d.funds[i], size, gov, carried));
        }
        if rng.chance(82) {
            y.batches = rng.between(2, 30);
            y.persons = y.batches * rng.between(4, 12);
            y.reception = quantum(y.persons * rng.between(60, 150) * 100).max(QUANTUM);
        }
        y.held = if base.chance(30) || public < 12 * WAN { 0 } else { (1 + public / (120 * WAN)).min(9) };
        y.vehicle = if y.held > 0 { quantum(y.held * rng.between(18, 42) * WAN / 10) } else { 0 };
        y.sangong_budget = (y.sangong() / (WAN / 10) + rng.between(1, 12)) * (WAN / 10);
        let spent = (y.expenditure() / 100 * rng.between(2, 14)).max(WAN);
        y.goods = quantum(spent / 100 * rng.between(20, 50));
        y.works = if rng.chance(50) { 0 } else { quantum(spent / 100 * rng.between(10, 40)) };
        y.services = quantum(spent / 100 * rng.between(10, 40)).max(QUANTUM);
        y.sme = quantum(y.procurement() / 100 * rng.between(60, 100));
        if self.finance == Finance::Other {
            y.other_revenue = money(&mut rng, WAN, (y.revenue() / 20).max(2 * WAN));
            y.business_revenue =
                if d.kind == "institution" { money(&mut rng, 2 * WAN, (y.revenue() / 6).max(4 * WAN)) } else { 0 };
        }
        let expenditure = y.expenditure();
        let part = |rng: &mut Prng, low, high| quantum(expenditure / 1000 * rng.between(low, high));
        let (social, health, housing) = (part(&mut rng, 30, 90), part(&mut rng, 15, 45), part(&mut rng, 20, 60));
        y.classes = [expenditure - social - health - housing, social, health, housing];
        // The form gives ten points for the rate of execution and at most ninety for the rest.
        let rate = expenditure * 100 / (expenditure + y.closing()).max(1);
        y.score = y.score.min(900 + rate);
        y
    }
}

/// Whether a place has several units of this kind.
fn many(d: &Department) -> bool {
    d.kind == "township" || d.name == "中心小学"
}

fn quota(rng: &mut Prng, d: &Department, most: i64) -> Vec<(&'static str, &'static str, i64)> {
    const ADMIN: (&str, &str) = ("staffing_quota_admin", "行政编制");
    const INSTITUTION: (&str, &str) = ("staffing_quota_institution", "事业编制");
    const PARTICIPATING: (&str, &str) = ("staffing_quota_participating", "参公编制");
    const WORKER: (&str, &str) = ("staffing_quota_worker", "工勤编制");
    let kinds: &[(&str, &str)] = match (d.kind.as_str(), rng.below(3)) {
        ("institution" | "school", 0) => &[INSTITUTION, WORKER],
        ("institution" | "school", _) => &[INSTITUTION],
        ("society", 0) => &[PARTICIPATING, INSTITUTION],
        ("society", _) => &[ADMIN, INSTITUTION],
        (_, 0) => &[ADMIN, INSTITUTION, WORKER],
        _ => &[ADMIN, INSTITUTION],
    };
    let mut left = most.max(kinds.len() as i64 + 1);
    let mut out = Vec::new();
    for (i, &(id, label)) in kinds.iter().enumerate() {
        let rest = (kinds.len() - i - 1) as i64;
        let n = match (rest, id) {
            (0, _) => left,
            (_, "staffing_quota_institution") => left - rest * rng.between(1, (left / 10).max(1)).min(left - rest),
            _ => rng.between(1, (left * 3 / 5).max(1)).min(left - rest),
        };
        out.push((id, label, n));
        left -= n;
    }
    out
}

/// One fund in one year; what was carried over from last year is spent out of this year's increase.
fn fund(rng: &mut Prng, name: &str, size: Fen, gov: bool, carried: Fen) -> FundYear {
    let size = rounded(rng, size);
    let mut f = FundYear { name: name.to_owned(), gov, initial: size, inc: carried, dec: 0, actual: 0, balance: 0 };
    match rng.weighted(&[34, 20, 18, 8, 8, 3]) {
        0 => {}
        1 => f.inc += rounded(rng, size / 100 * rng.clone().between(5, 40)),
        2 => f.dec = rounded(rng, size / 100 * rng.clone().between(4, 30)),
        3 => {
            f.inc += rounded(rng, size / 100 * rng.clone().between(5, 30));
            f.dec = rounded(rng, size / 100 * rng.clone().between(2, 10));
        }
        4 => {
            f.initial = 0;
            f.inc += size;
        }
        _ if carried == 0 => f.dec = size,
        _ => {}
    }
    let full = f.initial + f.inc - f.dec;
    if !gov && full > 10 * QUANTUM && rng.chance(28) {
        f.balance = quantum(full / 100 * rng.between(1, 20)).max(QUANTUM);
    }
    f.actual = full - f.balance;
    f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_hold_over_the_years() {
        for n in 0..120 {
            let unit = Unit::new(11, 3, n);
            let years = unit.years(2021, 2024);
            for pair in years.windows(2) {
                assert_eq!(pair[1].opening, pair[0].closing());
                assert_eq!(pair[1].last_expenditure, pair[0].expenditure());
            }
            for y in &years {
                assert!(y.incumbent >= 1 && y.incumbent <= unit.quota_total());
                assert!(unit.quota.iter().all(|q| q.2 > 0), "{:?}", unit.quota);
                assert!(y.revenue() > 0 && y.personnel > y.wages && y.public > y.office + y.travel);
                assert_eq!(y.classes.iter().sum::<Fen>(), y.expenditure());
                for f in &y.funds {
                    assert_eq!(f.initial + f.inc - f.dec, f.actual + f.balance);
                    assert!(f.initial >= 0 && f.actual >= 0 && f.balance >= 0 && f.dec >= 0, "{f:?}");
                }
            }
        }
    }

    #[test]
    fn a_year_is_the_same_in_every_span() {
        let unit = Unit::new(5, 1, 9);
        assert_eq!(format!("{:?}", unit.years(2024, 2024)[0]), format!("{:?}", unit.years(2022, 2024)[2]));
    }
}
