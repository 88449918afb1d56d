//! `plaudit config check`.

use crate::config::Config;
use crate::output;

/// Prints the settings in force. What is wrong with them was said when they were read.
pub(crate) fn check(config: &Config) -> anyhow::Result<bool> {
    output::write(None, &config.shown()?)?;
    Ok(true)
}
