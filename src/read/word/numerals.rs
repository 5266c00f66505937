//! The numerals of automatic numbering (ECMA-376 part 1, §17.18.59 ST_NumberFormat).

/// Prints a number in a format; `None` for bullets and formats without any sign.
pub fn numeral(format: &str, n: u32) -> Option<String> {
    let one_of = |from: u32, count: u32| (1..=count).contains(&n).then(|| char::from_u32(from + n - 1)).flatten();
    let circled = match n {
        1..=20 => one_of(0x2460, 20),
        21..=35 => char::from_u32(0x3251 + n - 21),
        36..=50 => char::from_u32(0x32B1 + n - 36),
        _ => None,
    };
    let sign = match format {
        "bullet" | "none" => return None,
        "decimalZero" => return Some(format!("{n:02}")),
        "upperRoman" => return Some(roman(n).to_uppercase()),
        "lowerRoman" => return Some(roman(n)),
        "upperLetter" => return Some(letters(n, 'A')),
        "lowerLetter" => return Some(letters(n, 'a')),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital" => {
            return Some(match format {
                "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => digits(n, "〇一二三四五六七八九"),
                // Without 百 from a hundred on.
                "chineseCounting" | "taiwaneseCounting" if n >= 100 => digits(n, "○一二三四五六七八九"),
                _ => counting(n, "零一二三四五六七八九", ["", "十", "百", "千"], true),
            });
        }
        "chineseLegalSimplified" => return Some(counting(n, "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"], false)),
        "ideographLegalTraditional" | "japaneseLegal" => {
            return Some(counting(n, "零壹貳參肆伍陸柒捌玖", ["", "拾", "佰", "仟"], false));
        }
        "ideographTraditional" => "甲乙丙丁戊己庚辛壬癸".chars().nth(n.checked_sub(1)? as usize),
        "ideographZodiac" => "子丑寅卯辰巳午未申酉戌亥".chars().nth(n.checked_sub(1)? as usize),
        "ideographEnclosedCircle" => one_of(0x3280, 10),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled,
        "decimalEnclosedParen" => one_of(0x2474, 20),
        "decimalEnclosedFullstop" => one_of(0x2488, 20),
        "decimalFullWidth" | "decimalFullWidth2" => return Some(digits(n, "０１２３４５６７８９")),
        _ => None,
    };
    Some(sign.map_or_else(|| n.to_string(), String::from))
}

fn digits(n: u32, signs: &str) -> String {
    n.to_string().bytes().filter_map(|b| signs.chars().nth(usize::from(b - b'0'))).collect()
}

/// 十一, 二十, 一百零三, 一千零二十; `bare_ten`: 十 rather than 一十 for 10 to 19.
fn counting(n: u32, signs: &str, places: [&str; 4], bare_ten: bool) -> String {
    let n = n % 10_000;
    let sign = |d: u32| signs.chars().nth(d as usize).unwrap_or('零');
    if n == 0 {
        return sign(0).to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for place in (0..4).rev() {
        let digit = n / 10u32.pow(place) % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(sign(0));
            gap = false;
        }
        if !(bare_ten && place == 1 && digit == 1 && out.is_empty()) {
            out.push(sign(digit));
        }
        out.push_str(places[place as usize]);
    }
    out
}

/// a … z, aa, bb, as Word counts on.
fn letters(n: u32, first: char) -> String {
    let n = n.saturating_sub(1);
    let letter = char::from_u32(first as u32 + n % 26).unwrap_or(first);
    std::iter::repeat_n(letter, (n / 26 + 1).min(20) as usize).collect()
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = n % 10_000;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numerals_as_word_prints_them() {
        for (format, n, words) in [
            ("chineseCounting", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 21, "二十一"),
            ("chineseCountingThousand", 12, "十二"),
            ("chineseCountingThousand", 103, "一百零三"),
            ("japaneseCounting", 20, "二十"),
            ("chineseLegalSimplified", 10, "壹拾"),
            ("decimal", 7, "7"),
            ("decimalZero", 7, "07"),
            ("upperRoman", 14, "XIV"),
            ("lowerLetter", 28, "bb"),
            ("decimalEnclosedCircleChinese", 3, "③"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("ideographTraditional", 2, "乙"),
            ("decimalFullWidth", 12, "１２"),
        ] {
            assert_eq!(numeral(format, n).as_deref(), Some(words), "{format} {n}");
        }
        assert_eq!(numeral("bullet", 1), None);
    }
}
