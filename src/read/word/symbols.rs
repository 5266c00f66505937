//! Characters of symbol fonts (Wingdings, Symbol): the tick boxes and signs that forms use.

/// What a code of a symbol font shows; `None` for a picture that no character stands for.
pub fn shown(code: u32) -> Option<char> {
    Some(match code {
        0xF0FE | 0xF052 | 0xF053 => '☑',
        0xF0A8 | 0xF06F | 0xF0A3 | 0xF071 => '□',
        0xF0FC | 0xF050 => '√',
        0xF0B3 => '≥',
        code => char::from_u32(code).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c))?,
    })
}
