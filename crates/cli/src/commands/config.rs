//! `plaudit config`.

use plaudit_server::fresh_secret;

use crate::args::Config as Args;
use crate::config::Config;
use crate::output;

pub(crate) fn run(args: &Args, config: &Config) -> anyhow::Result<bool> {
    let text = match args {
        // What is wrong with the settings was said when they were read.
        Args::Check => config.shown()?,
        Args::Secret => fresh_secret() + "\n",
    };
    output::write(None, &text)?;
    Ok(true)
}
