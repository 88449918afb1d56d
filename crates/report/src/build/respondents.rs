//! Who answered, and how often.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    #[allow(clippy::unused_self)]
    pub(super) fn respondents(&self) -> Option<v1::Respondents> {
        None
    }
}
