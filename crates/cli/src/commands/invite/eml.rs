//! Mails as files, for a mailer of one's own.

use std::path::PathBuf;

use anyhow::Context;
use plaudit_proto::v1;

use crate::args::OwnMailer;

impl OwnMailer {
    /// Writes the mail of an invitation into the folder, where it is given as a whole message, and returns the
    /// file. It appears there at once as a whole; the same mail has the same name.
    pub(super) fn write(&self, invitation: &mut v1::Invitation) -> anyhow::Result<Option<PathBuf>> {
        let Some(folder) = &self.eml else { return Ok(None) };
        let message = match &mut invitation.mail {
            Some(mail) => std::mem::take(&mut mail.message),
            None => String::new(),
        };
        if !self.with_mail {
            invitation.mail = None;
        }
        if message.is_empty() {
            return Ok(None);
        }
        let id = invitation.id.replace('-', "");
        let name = match invitation.reminders {
            0 => format!("{id}.eml"),
            number => format!("{id}.{number}.eml"),
        };
        let (file, part) = (folder.join(&name), folder.join(format!(".{name}.part")));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&part, message))
            .and_then(|()| std::fs::rename(&part, &file));
        written.with_context(|| format!("{}: cannot be written", file.display()))?;
        Ok(Some(file))
    }
}
