//! Every statement in the sources, and the schema, hold the rules that let the database be sharded by
//! tenant (DESIGN §5): what Citus refuses, and what it does wrong without saying so.

mod migrations;
mod rules;

use std::fs;
use std::path::Path;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

/// Statements that may name no tenant, each with the reason.
const ACROSS_TENANTS: [(&str, &str); 3] = [
    (
        "SELECT tenant_id FROM survey UNION SELECT tenant_id FROM api_key ORDER BY tenant_id",
        "background work goes from tenant to tenant",
    ),
    (
        "SELECT tenant_id, survey_id, changed_at FROM survey WHERE changed_at >= $1 \
            AND state <> 'draft' ORDER BY changed_at, tenant_id, survey_id",
        "a server holds surveys of all tenants in memory",
    ),
    ("SELECT EXISTS (SELECT 1 FROM api_key)", "a server without any key serves its own machine"),
];

/// What SQLite alone runs may be made of parts, which cannot be read here.
const MADE_OF_PARTS: [&str; 1] = ["INSERT {into} ({same}, {own}) SELECT {}, * FROM (VALUES"];

#[test]
fn every_statement_in_the_sources_holds_the_rules() {
    let (mut checked, mut broken) = (0, Vec::new());
    let mut unused: Vec<&str> = ACROSS_TENANTS.iter().map(|(sql, _)| *sql).collect();
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for (file, text) in sources {
        for sql in statements(&text) {
            let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            if MADE_OF_PARTS.iter().any(|part| words.starts_with(part)) {
                assert!(file.ends_with("dialect/sqlite.rs"), "{file}: {words}");
                continue;
            }
            checked += 1;
            let allowed = ACROSS_TENANTS.iter().any(|(sql, _)| *sql == words);
            unused.retain(|sql| *sql != words);
            let found = rules::broken_by(&sql).into_iter();
            let found = found.filter(|rule| !(allowed && *rule == rules::NO_TENANT));
            broken.extend(found.map(|rule| format!("{file}: {rule}\n  {words}")));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert_eq!(unused, [""; 0], "exceptions for statements that there are not");
    assert!(checked > 40, "{checked} statements were found");
}

#[test]
fn every_migration_holds_the_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut broken = Vec::new();
    for (file, text) in files(&folder) {
        broken.extend(migrations::broken_by(&text).iter().map(|rule| format!("{file}: {rule}")));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn statements_are_found_wherever_they_stand() {
    let source = r##"
        /// SELECT in a comment
        const A: &str = "SELECT 1";
        fn f() { if x { g!({ run("\nUPDATE \"t\" \
            SET a = 1") }) } }
        const B: [&str; 2] = [r#"WITH x"#, "Select a survey"];
    "##;
    assert_eq!(statements(source), ["SELECT 1", "\nUPDATE \"t\" SET a = 1", "WITH x"]);
}

/// Name and text of every file in a folder and those below.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// The literals of a source file that are SQL.
fn statements(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let tokens = TokenStream::from_str(source).unwrap();
    collect(tokens, &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    const VERBS: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE"];
    let mut before: Option<TokenTree> = None;
    for token in tokens {
        match &token {
            TokenTree::Group(group) if !is_documentation(before.as_ref(), &group.stream()) => {
                collect(group.stream(), found);
            }
            TokenTree::Literal(literal) => {
                if let Lit::Str(text) = Lit::new(literal.clone())
                    && text.value().split_whitespace().next().is_some_and(|w| VERBS.contains(&w))
                {
                    found.push(text.value());
                }
            }
            _ => {}
        }
        before = Some(token);
    }
}

/// Whether these are the inner tokens of `#[doc = "…"]`.
fn is_documentation(before: Option<&TokenTree>, tokens: &TokenStream) -> bool {
    matches!(before, Some(TokenTree::Punct(mark)) if ['#', '!'].contains(&mark.as_char()))
        && tokens.clone().into_iter().next().is_some_and(|token| token.to_string() == "doc")
}
