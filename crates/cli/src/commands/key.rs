//! `plaudit key`.

use plaudit_client::Client;
use plaudit_proto::{convert, json, v1};

use crate::args::{Format, Global, Key, KeyScope};
use crate::output;

/// Makes, lists or revokes keys.
pub(crate) async fn run(args: Key, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let as_json = global.format == Some(Format::Json);
    let text = match args {
        Key::Create { name, scopes } => {
            let scopes = scopes.into_iter().map(|scope| v1::Scope::from(scope).into()).collect();
            let request = v1::CreateKeyRequest { name, scopes };
            let reply = client.admin().create_key(request).await?.into_inner();
            if as_json {
                json::to_string_pretty("CreateKeyResponse", &reply)?
            } else {
                if !global.quiet {
                    eprintln!("This is the key. It is shown only now; keep it safe:");
                }
                format!("{}\n", reply.secret)
            }
        }
        Key::List => {
            let reply = client.admin().list_keys(v1::ListKeysRequest {}).await?.into_inner();
            if as_json {
                json::to_string_pretty("ListKeysResponse", &reply)?
            } else {
                reply.keys.iter().map(describe).collect()
            }
        }
        Key::Revoke { key } => {
            client.admin().revoke_key(v1::RevokeKeyRequest { key_id: key.clone() }).await?;
            match as_json {
                true => format!("{}\n", serde_json::json!({ "keyId": key, "state": "revoked" })),
                false => format!("{key}: revoked\n"),
            }
        }
    };
    output::write(None, &text)?;
    Ok(true)
}

fn describe(key: &v1::Key) -> String {
    let scopes: Vec<_> = key.scopes().map(name).collect();
    let at = |at: &Option<prost_types::Timestamp>| {
        at.as_ref().and_then(convert::instant).map(|at| at.to_string()).unwrap_or_default()
    };
    let state = match &key.revoked_at {
        None => format!("made {}", at(&key.created_at)),
        Some(_) => format!("revoked {}", at(&key.revoked_at)),
    };
    format!("{}  {:<18}  {state}  {}\n", key.id, scopes.join(","), key.name)
}

fn name(scope: v1::Scope) -> &'static str {
    match scope {
        v1::Scope::Unspecified => "?",
        v1::Scope::Collect => "collect",
        v1::Scope::Read => "read",
        v1::Scope::Invite => "invite",
        v1::Scope::Admin => "admin",
    }
}

impl From<KeyScope> for v1::Scope {
    fn from(scope: KeyScope) -> Self {
        match scope {
            KeyScope::Collect => Self::Collect,
            KeyScope::Read => Self::Read,
            KeyScope::Invite => Self::Invite,
            KeyScope::Admin => Self::Admin,
        }
    }
}
