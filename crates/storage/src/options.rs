//! Which database, and how much of it.

/// Which database, and how much of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Options {
    /// `sqlite:PATH`, whose file is made when it is missing, or `postgres://USER:SECRET@HOST/NAME`.
    pub url: String,
    /// Connections at most, at least 1. On SQLite they are those that read; one more writes.
    pub max_connections: u32,
}

impl std::fmt::Debug for Options {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        let options = Options { url: "postgres://a:secret@b/c".to_owned(), max_connections: 3 };
        assert_eq!(format!("{options:?}"), "Options { max_connections: 3, .. }");
    }
}
