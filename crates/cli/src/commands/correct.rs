//! `plaudit correct`.

use anyhow::Context;
use plaudit_client::Client;
use plaudit_proto::v1;

use crate::args::{Correct, Format, Global};
use crate::import::{Input, Lines, Row};
use crate::output;
use crate::progress::count;

/// Corrects line by line. Everything is in order when each line could be read and was taken.
pub(crate) async fn run(args: Correct, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let (mut changed, mut unchanged, mut refused) = (0, 0, 0);
    for row in Lines::open(&Input::of(&args.data))? {
        let row = match row.context("the file was read only in part")? {
            Row::Good(row) => row,
            Row::Bad(row) => {
                eprintln!("{row}");
                refused += 1;
                continue;
            }
        };
        let (line, id) = (row.line, row.response.id.clone());
        let request = v1::CorrectResponseRequest {
            response: Some(row.response),
            reason: args.reason.clone(),
        };
        match client.collection().correct_response(request).await {
            Ok(reply) if reply.get_ref().correction() == v1::Correction::Changed => changed += 1,
            Ok(_) => unchanged += 1,
            Err(status) if is_of_the_response(status.code()) => {
                eprintln!("line {line}, id {id}: {}", status.message());
                refused += 1;
            }
            Err(status) => return Err(status.into()),
        }
    }
    let text = match global.format {
        Some(Format::Json) => format!(
            "{}\n",
            serde_json::json!({ "changed": changed, "unchanged": unchanged, "refused": refused })
        ),
        _ => format!(
            "{} responses corrected, {} said so already, {} refused\n",
            count(changed),
            count(unchanged),
            count(refused)
        ),
    };
    output::write(None, &text)?;
    Ok(refused == 0)
}

/// Whether a refusal is of this response alone, so that others may be taken.
fn is_of_the_response(code: tonic::Code) -> bool {
    use tonic::Code::{FailedPrecondition, InvalidArgument, NotFound};
    matches!(code, InvalidArgument | NotFound | FailedPrecondition)
}
