//! The names of a file's columns.

/// The names, without blanks around them.
#[derive(Clone, Debug)]
pub(in crate::import) struct Header(pub(in crate::import) Vec<String>);

impl Header {
    pub(in crate::import) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self(names.map(|name| name.trim().to_owned()).collect())
    }

    /// The column `name`; where none is spelled so, the only one that differs in case alone.
    ///
    /// # Errors
    /// Why there is not exactly one.
    pub(in crate::import) fn find(&self, name: &str) -> Result<usize, String> {
        let exactly = |other: &str| other == name;
        let loosely = |other: &str| other.to_lowercase() == name.to_lowercase();
        let found = match self.all(exactly) {
            none if none.is_empty() => self.all(loosely),
            some => some,
        };
        match found.as_slice() {
            [one] => Ok(*one),
            [] => {
                let near = crate::files::hint(name, self.0.iter().map(String::as_str));
                Err(format!("the file has no column {name:?}{near}"))
            }
            _ => Err(format!("the file has {} columns {name:?}", found.len())),
        }
    }

    fn all(&self, fits: impl Fn(&str) -> bool) -> Vec<usize> {
        self.0.iter().enumerate().filter(|(_, name)| fits(name)).map(|(i, _)| i).collect()
    }
}
