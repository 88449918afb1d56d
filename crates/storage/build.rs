//! A migration that was added or edited must be embedded anew, which cargo does not see by itself.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
