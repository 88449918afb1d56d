//! x
/// x
#[must_use]
pub fn html(_report: &plaudit_proto::v1::Report) -> String {
    String::new()
}
