//! Progress of long work, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over `total` items, or a counter when the total is not known. Nothing is drawn when `quiet`
/// or when standard error is not a terminal.
pub(crate) fn bar(what: &'static str, total: Option<u64>, quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let template = match total {
        Some(_) => "{msg} {bar:32} {human_pos}/{human_len} {per_sec} {eta}",
        None => "{msg} {spinner} {human_pos} {per_sec}",
    };
    let style = ProgressStyle::with_template(template).expect("the template is constant");
    let bar = ProgressBar::with_draw_target(total, target)
        .with_style(style.progress_chars("━╸─"))
        .with_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// A count with thousands separated: `129,880`.
pub(crate) fn count(n: u64) -> String {
    indicatif::HumanCount(n).to_string()
}
