//! Straight quotation marks into a pair that no loader takes for its own.

/// `text` with paired straight double quotes as “ ”; `None` where there is no pair. A quote is opening
/// where a text, a space or an opening mark stands before it and closing where one of these, or a
/// mark of the sentence, stands behind. What finds no partner, such as inches, stays.
///
/// ```
/// use bitexto::write::typographic;
/// assert_eq!(typographic("\"No\", dijo. \"¡\"Ya\"!\"").unwrap(), "“No”, dijo. “¡“Ya”!”");
/// assert_eq!(typographic("una pantalla de 24\""), None);
/// ```
pub fn typographic(text: &str) -> Option<String> {
    let mut open: Vec<usize> = Vec::new();
    let mut pairs: Vec<(usize, char)> = Vec::new();
    for (at, _) in text.match_indices('"') {
        let before = text[..at].chars().next_back().filter(|c| !c.is_whitespace());
        let after = text[at + 1..].chars().next().filter(|c| !c.is_whitespace());
        let opens = after.is_some() && before.is_none_or(|c| "\"([{¿¡«“‘'—–-/".contains(c));
        let closes = before.is_some() && after.is_none_or(|c| !c.is_alphanumeric());
        match open.last().copied() {
            Some(start) if closes && start + 1 < at => {
                open.pop();
                pairs.extend([(start, '“'), (at, '”')]);
            }
            _ if opens => open.push(at),
            _ => {}
        }
    }
    if pairs.is_empty() {
        return None;
    }
    pairs.sort_unstable();
    let mut out = String::with_capacity(text.len() + 2 * pairs.len());
    let mut end = 0;
    for (at, mark) in pairs {
        out.push_str(&text[end..at]);
        out.push(mark);
        end = at + 1;
    }
    out.push_str(&text[end..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::typographic;

    #[test]
    fn pairs_are_found() {
        for (straight, curly) in [
            ("\"Sí\"", "“Sí”"),
            ("Dijo: \"ya voy\" y \"no\".", "Dijo: “ya voy” y “no”."),
            ("—\"¿Quién?\"—", "—“¿Quién?”—"),
            ("(\"a\") \"b\"; c", "(“a”) “b”; c"),
            ("\"a b\" c\" d", "“a b” c\" d"),
        ] {
            assert_eq!(typographic(straight).as_deref(), Some(curly), "{straight}");
        }
    }

    #[test]
    fn what_has_no_partner_stays() {
        for text in
            ["", "\"", "\"\"", "mide 5\" por 7\"", "\"Sin fin", "fin\"", "a \" b", "5\"x\"7"]
        {
            assert_eq!(typographic(text), None, "{text}");
        }
    }
}
