//! How the questions of a survey are put: to whom, how often, in which order.

use crate::invitation::Rules;
use crate::text::LocalText;

/// What holds for asking the survey as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// Shown after the last answer. Empty means that there is a default.
    pub thanks: LocalText,
    /// How long nobody is asked again. Absent means that nothing is suppressed.
    pub recontact: Option<Recontact>,
    /// Who is invited, and for how long.
    pub invitations: Rules,
    /// Questions that are asked in random order among themselves, by id. Those of a block follow each
    /// other in the survey.
    pub random_blocks: Vec<Vec<String>>,
    /// Whether anybody may answer by the survey's open link. Who does is self-selected.
    pub open_link: bool,
}

/// Nobody is invited who was invited to a survey in `scope` within so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recontact {
    /// 1 to 3650.
    pub days: u32,
    /// Which earlier invitations count.
    pub scope: RecontactScope,
}

/// Which earlier invitations count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecontactScope {
    /// Those to any survey of the tenant.
    #[default]
    Tenant,
    /// Those to this survey.
    Survey,
}

/// The order in which the options of a choice question are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OptionOrder {
    /// As they are written.
    #[default]
    Written,
    /// At random, each respondent's own.
    Random {
        /// Ids of options that keep their place, as "none of these".
        fixed: Vec<String>,
    },
}
