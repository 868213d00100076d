//! Numbers as quantities, so that `30 mil`, `30,000` and `30.000` are the same.

/// A quantity in thousandths, so that 2.5 and 2,5 compare equal. Anything larger than fits is
/// kept by its digits modulo 2^64: it still equals itself.
pub type Quantity = u64;

/// Words that multiply the number before them, folded to lower case without accents.
const MULTIPLIERS: &[(&str, u64)] = &[
    ("mil", 1_000),
    ("thousand", 1_000),
    ("millon", 1_000_000),
    ("millones", 1_000_000),
    ("million", 1_000_000),
    ("millions", 1_000_000),
    ("billion", 1_000_000_000),
    ("billions", 1_000_000_000),
    ("billon", 1_000_000_000_000),
    ("billones", 1_000_000_000_000),
    ("trillion", 1_000_000_000_000),
    ("trillions", 1_000_000_000_000),
];

/// Words after a time of the clock that move it into the afternoon.
const AFTERNOON: &[&str] = &["p.m", "pm", "p. m"];

/// What the text counts, sorted, each once: `2 mil 200 millones` and `2.2 billion` give
/// 2,200,000,000; `8:30 p.m.` and `20:30` give the minutes of the day; ordinals
/// (`20th`) give their number. Words and Roman numerals are no part of it.
pub fn quantities(text: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            let (value, end) = composed(text, at);
            found.push(value);
            at = end;
        } else {
            at += 1;
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The value of a Roman numeral of at least two letters, as centuries and kings carry it.
pub(super) fn roman(word: &str) -> Option<Quantity> {
    if word.len() < 2 || word.len() > 8 {
        return None;
    }
    let value = |c| {
        Some(match c {
            b'I' => 1,
            b'V' => 5,
            b'X' => 10,
            b'L' => 50,
            b'C' => 100,
            b'D' => 500,
            b'M' => 1000,
            _ => return None,
        })
    };
    let (mut total, mut before) = (0u64, 0u64);
    for &c in word.as_bytes().iter().rev() {
        let v: u64 = value(c)?;
        if v < before {
            total = total.checked_sub(v)?
        } else {
            total += v
        }
        before = before.max(v);
    }
    Some(total * 1000)
}

/// A number and the multipliers behind it, with a smaller part added: `2 mil 200 millones`.
fn composed(text: &str, start: usize) -> (Quantity, usize) {
    let (mut value, mut end) = number(text, start);
    if let Some((minutes, after)) = clock(text, start) {
        return (minutes, after);
    }
    loop {
        let (word, after) = next_word(text, end);
        let Some(&(_, factor)) = MULTIPLIERS.iter().find(|(m, _)| eq_folded(word, m)) else {
            return (value, end);
        };
        value = value.wrapping_mul(factor);
        end = after;
        // `2 mil 200 millones`: a smaller number before the next multiplier belongs to it.
        if factor == 1_000 {
            let skipped = text[end..].len() - text[end..].trim_start_matches(' ').len();
            let next = end + skipped;
            if skipped == 1 && text.as_bytes().get(next).is_some_and(u8::is_ascii_digit) {
                let (small, small_end) = number(text, next);
                if small < 1_000_000 && small_end - next <= 3 {
                    value = value.wrapping_add(small);
                    end = small_end;
                }
            }
        }
    }
}

/// `20:30`, `8:30 p.m.`, `20:00 hrs`: minutes since midnight, marked so that they equal no count.
fn clock(text: &str, start: usize) -> Option<(Quantity, usize)> {
    const MARK: u64 = 1 << 62;
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let n_hours = digits(start);
    let hours: u64 = text[start..start + n_hours].parse().ok().filter(|h| *h < 24)?;
    let mut end = start + n_hours;
    let mut minutes = None;
    if bytes.get(end) == Some(&b':') && digits(end + 1) == 2 {
        minutes = text[end + 1..end + 3].parse::<u64>().ok().filter(|m| *m < 60);
        end += 3;
    }
    let rest = text[end..].trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let is_suffix =
        |mark: &&&str| rest.get(..mark.len()).is_some_and(|s| s.eq_ignore_ascii_case(mark));
    let afternoon = AFTERNOON.iter().find(is_suffix).is_some();
    let morning = ["a.m", "am ", "am.", "am,", "a. m"].iter().find(is_suffix).is_some();
    if minutes.is_none() && !afternoon && !morning {
        return None;
    }
    let hours = match (afternoon, morning) {
        (true, _) if hours < 12 => hours + 12,
        (_, true) if hours == 12 => 0,
        _ => hours,
    };
    Some((MARK + hours * 60 + minutes.unwrap_or(0), end))
}

/// Digits with separators: groups of three after `.`, `,`, a space or an apostrophe are
/// thousands, one or two (or four and more) digits after `.` or `,` are a decimal part.
fn number(text: &str, start: usize) -> (Quantity, usize) {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes.get(from..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let mut value = 0u64;
    let push = |value: &mut u64, from: usize, n: usize| {
        for b in &bytes[from..from + n] {
            *value = value.wrapping_mul(10).wrapping_add(u64::from(b - b'0'));
        }
    };
    let first = digits(start);
    push(&mut value, start, first);
    let mut end = start + first;
    let mut grouped = false;
    let may_group = first <= 3;
    loop {
        let width = match bytes.get(end) {
            Some(b'.' | b',' | b' ' | b'\'') => 1,
            Some(0xC2) if bytes.get(end + 1) == Some(&0xA0) => 2,
            _ => break,
        };
        if !may_group || digits(end + width) != 3 {
            break;
        }
        push(&mut value, end + width, 3);
        end += width + 3;
        grouped = true;
    }
    let mut value = value.wrapping_mul(1000);
    if matches!(bytes.get(end), Some(b'.' | b',')) && (!grouped || digits(end + 1) != 3) {
        let n = digits(end + 1);
        if n > 0 && (n != 3 || first > 3) {
            let mut unit = 100;
            for b in &bytes[end + 1..end + 1 + n.min(3)] {
                value = value.wrapping_add(u64::from(b - b'0') * unit);
                unit /= 10;
            }
            end += 1 + n;
        }
    }
    (value, end)
}

fn next_word(text: &str, from: usize) -> (&str, usize) {
    let rest = &text[from..];
    let body = rest.trim_start_matches([' ', '\u{A0}']);
    if body.len() == rest.len() {
        return ("", from);
    }
    let n = body.find(|c: char| !c.is_alphabetic()).unwrap_or(body.len());
    let start = from + rest.len() - body.len();
    (&text[start..start + n], start + n)
}

/// Whether `word` is `folded` but for case and the accent of `millón`.
fn eq_folded(word: &str, folded: &str) -> bool {
    word.len() <= folded.len() + 2
        && word
            .chars()
            .map(|c| match c {
                'ó' | 'Ó' => 'o',
                c => c.to_ascii_lowercase(),
            })
            .eq(folded.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_styles_agree() {
        for (spanish, english) in [
            ("30 mil personas", "30,000 people"),
            ("2 mil 200 millones de pesos", "2.2 billion pesos"),
            ("1 millón 500 mil", "1 million 500 thousand"),
            ("a las 20:00 hrs.", "at 8:00 p.m."),
            ("a las 20:30 horas", "at 8:30 pm"),
            ("12.500 euros", "12,500 euros"),
            ("el 7,5 %", "7.5%"),
            ("3 mil 450 casas", "3,450 houses"),
            ("1 234 567", "1,234,567"),
            ("en 1994", "in 1994"),
        ] {
            assert_eq!(quantities(spanish), quantities(english), "{spanish} / {english}");
        }
        assert_ne!(quantities("20:00"), quantities("1200"));
        assert_eq!(quantities("1,5 y 15"), [1_500, 15_000]);
        assert_eq!(roman("XXI"), Some(21_000));
        assert_eq!(roman("EE"), None);
        assert_eq!(roman("IM"), Some(999_000));
        assert!(quantities(&"9".repeat(1000)).len() == 1);
        assert!(quantities("").is_empty());
    }
}
