//! `plaudit database`.

use anyhow::bail;
use plaudit_storage::{Distribution, Placement};
use serde_json::json;

use crate::args::{Database, Format, Global};
use crate::config::Config;
use crate::{output, session};

/// Works straight on the database of the settings, never through a server.
pub(crate) async fn run(args: Database, global: &Global, config: &Config) -> anyhow::Result<bool> {
    if !config.client.server.is_empty() {
        bail!("a server does not do that: name its database by --database");
    }
    let Database::Distribute = args;
    let store = session::open_store(config).await?;
    let distributed = store.distribute().await;
    store.close().await;
    let distribution = distributed?;
    let text = match global.format {
        Some(Format::Json) => format!("{:#}\n", to_json(&distribution)),
        _ => describe(&distribution),
    };
    output::write(None, &text)?;
    Ok(true)
}

fn describe(distribution: &Distribution) -> String {
    let tables = distribution.tables.iter().map(|table| {
        let placement = match table.placement {
            Placement::Distributed => "distributed by tenant",
            Placement::Already => "distributed by tenant before",
            Placement::Local => "stays on the coordinator, has no tenant",
        };
        format!("{}: {placement}\n", table.name)
    });
    let Distribution { shards, nodes, .. } = distribution;
    tables.chain([format!("{shards} shards a table on {}\n", nodes.join(", "))]).collect()
}

fn to_json(distribution: &Distribution) -> serde_json::Value {
    let tables = distribution.tables.iter().map(|table| {
        let placement = match table.placement {
            Placement::Distributed => "distributed",
            Placement::Already => "already-distributed",
            Placement::Local => "local",
        };
        json!({ "name": table.name, "placement": placement })
    });
    let Distribution { shards, nodes, .. } = distribution;
    json!({ "tables": tables.collect::<Vec<_>>(), "shards": shards, "nodes": nodes })
}

#[cfg(test)]
mod tests {
    use plaudit_storage::Table;

    use super::*;

    #[test]
    fn every_table_is_told_in_words_and_as_json() {
        let table = |name: &str, placement| Table { name: name.to_owned(), placement };
        let distribution = Distribution {
            tables: vec![
                table("_sqlx_migrations", Placement::Local),
                table("response", Placement::Distributed),
                table("survey", Placement::Already),
            ],
            nodes: vec!["a:5432".to_owned(), "b:5432".to_owned()],
            shards: 32,
        };
        assert_eq!(
            describe(&distribution),
            "_sqlx_migrations: stays on the coordinator, has no tenant\n\
             response: distributed by tenant\n\
             survey: distributed by tenant before\n\
             32 shards a table on a:5432, b:5432\n"
        );
        assert_eq!(
            to_json(&distribution),
            json!({
                "tables": [
                    { "name": "_sqlx_migrations", "placement": "local" },
                    { "name": "response", "placement": "distributed" },
                    { "name": "survey", "placement": "already-distributed" },
                ],
                "shards": 32,
                "nodes": ["a:5432", "b:5432"],
            })
        );
    }
}
