//! What became of an invitation.

use std::fmt;
use std::str::FromStr;

/// What became of an invitation, in the order in which it goes on: what comes later in this list is
/// never undone by what comes earlier, so that reports may arrive in any order and more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Decided, and nothing is known since.
    Invited,
    /// Handed to whoever delivers it.
    Sent,
    /// Could not be delivered.
    Bounced,
    /// The contact opened the page.
    Opened,
    /// The contact gave a first answer.
    Started,
    /// The contact does not want to answer.
    Refused,
    /// The contact reached the end.
    Completed,
}

impl State {
    /// Every state, in order.
    pub const ALL: [Self; 7] = [
        Self::Invited,
        Self::Sent,
        Self::Bounced,
        Self::Opened,
        Self::Started,
        Self::Refused,
        Self::Completed,
    ];

    /// Whether it waits for an answer while it has not expired.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Bounced | Self::Refused | Self::Completed)
    }

    /// As in `completed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Sent => "sent",
            Self::Bounced => "bounced",
            Self::Opened => "opened",
            Self::Started => "started",
            Self::Refused => "refused",
            Self::Completed => "completed",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for State {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut states = Self::ALL.into_iter();
        states.find(|state| state.name() == name).ok_or_else(|| format!("{name:?} is no state"))
    }
}
