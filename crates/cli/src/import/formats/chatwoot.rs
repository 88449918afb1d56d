//! Chatwoot's ratings of conversations, the last line of which is a remark.

use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "chatwoot",
    product: "Chatwoot",
    header_rows: 1,
    footer: true,
    signs: &["Agent Name", "Rating", "Feedback Comment", "Contact Name"],
    sheet,
    gather: None,
};

fn sheet(header: &[Vec<String>]) -> Sheet {
    let mut sheet = Sheet::of(&header[0], |_, name| match name.to_lowercase().as_str() {
        "link to the conversation" => Role::Id,
        "recorded at" => Role::Time,
        "rating" => {
            let text = "How satisfied were you with this conversation?";
            Role::Answer(Asked::one("rating", text, Hint::Csat(1, 5)))
        }
        "feedback comment" => {
            let text = "Would you tell us more?";
            Role::Answer(Asked::one("feedback", text, Hint::Text))
        }
        "contact email address" => Role::Respondent,
        "agent name" | "contact name" | "contact phone number" => Role::Ignored(Ignored::Personal),
        _ => Role::Ignored(Ignored::Technical),
    });
    sheet.prefix = "chatwoot-";
    sheet.channel = Some("chat");
    sheet.zone = Some("UTC".to_owned());
    sheet.time_formats = &["%Y-%m-%d %H:%M:%S UTC"];
    sheet
}
