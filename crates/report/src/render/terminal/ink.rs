//! Colours of a terminal, or none.

/// A way to stand out. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ink {
    #[default]
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
    Accent,
}

/// Writes `text` in `ink` when `color` is on. Pad before: codes have no width.
pub(super) fn paint(text: &str, ink: Ink, color: bool) -> String {
    let code = match ink {
        _ if !color || text.trim().is_empty() => return text.to_owned(),
        Ink::Plain => return text.to_owned(),
        Ink::Bold => "1",
        Ink::Dim => "2",
        Ink::Good => "36",
        Ink::Bad => "33",
        Ink::Accent => "1;36",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}
