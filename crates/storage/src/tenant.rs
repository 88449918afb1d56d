//! Whose data it is.

use std::fmt;
use std::str::FromStr;

use crate::slug::is_slug;

/// Whose data it is: 1 to 64 of a-z, 0-9, `-` and `_`, starting with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(String);

/// A text that cannot name a tenant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a tenant: 1 to 64 of a-z, 0-9, '-' and '_', starting with a letter")]
pub struct NotATenant(String);

impl Tenant {
    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tenant {
    type Err = NotATenant;

    fn from_str(name: &str) -> Result<Self, NotATenant> {
        if is_slug(name) { Ok(Self(name.to_owned())) } else { Err(NotATenant(name.to_owned())) }
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_the_form_of_a_survey_id() {
        for good in ["a", "acme", "north-1_x", &"a".repeat(64)] {
            assert_eq!(good.parse::<Tenant>().unwrap().as_str(), good);
        }
        for bad in ["", "1a", "Acme", "a b", "a.b", "é", "a\0", &"a".repeat(65)] {
            assert!(bad.parse::<Tenant>().is_err(), "{bad:?}");
        }
    }
}
