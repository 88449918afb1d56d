//! Text in columns of a terminal, whatever its script.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// A text of a user on one line, without the control characters that could steer the terminal.
pub(super) fn clean(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `text` in at most `columns`; an ellipsis stands for what was cut.
pub(super) fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut fitted = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        fitted.push(c);
    }
    format!("{}…", fitted.trim_end())
}

/// `text` at the left of exactly `columns`.
pub(super) fn left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let gap = columns.saturating_sub(width(&text));
    text + &" ".repeat(gap)
}

/// `text` at the right of exactly `columns`.
pub(super) fn right(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    " ".repeat(columns.saturating_sub(width(&text))) + &text
}

/// `text` in lines of at most `columns`, broken between words.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let word = fit(word, columns);
        let line = lines.last_mut().expect("starts with one line");
        if line.is_empty() {
            *line = word;
        } else if width(line) + 1 + width(&word) <= columns {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_any_script() {
        for text in ["Sales", "Bán hàng", "Bán hàng", "客户支持", "Giao hàng và lắp đặt tận nơi"]
        {
            assert_eq!(width(&left(text, 12)), 12, "{text}");
            assert_eq!(width(&right(text, 12)), 12, "{text}");
        }
    }

    #[test]
    fn a_label_cannot_steer_the_terminal() {
        assert_eq!(clean("a\x1b[31m\nb\u{9b}c\td"), "a [31m b c d");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    }
}
