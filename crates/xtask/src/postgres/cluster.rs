//! A private PostgreSQL for one run of the tests.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Postgres, programs, user::User};
use crate::keeper::Keeper;
use crate::{Result, apt, process};

/// The superuser. Trusted without a password, on the loopback address only.
const SUPERUSER: &str = "plaudit";

/// Starts a PostgreSQL with data, socket, log and control script in a new folder of `parent`, or in a
/// temporary one.
///
/// It writes to disk as a real one does (fsync is on), and sorts text by the rules of a language, as
/// most installations do: a query that needs the order of bytes must say so.
///
/// # Errors
/// When there are no programs to run, or they fail; with what they said.
pub(super) fn start(parent: Option<&Path>) -> Result<Postgres> {
    let programs = programs::find_or_install()?;
    let version = programs::version(&programs)?;
    let user = User::choose()?;
    let port = free_port()?;
    let folder = new_folder(parent)?;
    let control = folder.join("ctl");
    write(&control, &control_script(&programs, &user))?;
    let mut keeper = Keeper::start(Some(&folder))?;

    for name in ["data", "socket"] {
        let path = folder.join(name);
        let made = fs::DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|error| format!("cannot create {}: {error}", path.display()))?;
        user.own(&path)?;
    }
    let log = folder.join("log");
    write(&log, "")?;
    user.own(&log)?;

    run(&control, &mut keeper, &["initdb", "--options", &initdb_options()])?;
    configure(&folder.join("data/postgresql.conf"), port)?;
    run(&control, &mut keeper, &["start", "--wait", "--log", "log"]).map_err(|failure| {
        format!("{failure}\n{}", fs::read_to_string(&log).unwrap_or_default())
    })?;

    eprintln!("PostgreSQL {version} of {} runs on 127.0.0.1:{port}", programs.display());
    let url = format!("postgres://{SUPERUSER}@127.0.0.1:{port}/postgres");
    Ok(Postgres { url, control: Some(control), keeper })
}

/// `pg_ctl` for this one cluster, by the user who may: `sh ctl stop --mode=immediate`.
fn control_script(programs: &Path, user: &User) -> String {
    let mut words = user.switch().to_vec();
    words.push(programs.join("pg_ctl").display().to_string());
    let command: Vec<String> = words.iter().map(|word| quote(word)).collect();
    format!(
        "# Passes its arguments to pg_ctl for the cluster in this folder.\n\
         cd \"$(dirname \"$0\")\" && exec {} \"$@\" --pgdata data\n",
        command.join(" ")
    )
}

fn initdb_options() -> String {
    format!(
        "--username={SUPERUSER} --auth=trust --encoding=UTF8 \
         --locale=C --locale-provider=icu --icu-locale=en-US"
    )
}

fn configure(file: &Path, port: u16) -> Result<()> {
    let settings = format!(
        "listen_addresses = '127.0.0.1'\n\
         port = {port}\n\
         unix_socket_directories = '../socket'\n\
         max_connections = 200\n"
    );
    fs::OpenOptions::new()
        .append(true)
        .open(file)
        .and_then(|mut file| file.write_all(settings.as_bytes()))
        .map_err(|error| format!("cannot add to {}: {error}", file.display()))
}

/// Runs the control script as a process group of its own, so that it ends when xtask does.
fn run(control: &Path, keeper: &mut Keeper, args: &[&str]) -> Result<()> {
    let mut command = Command::new("sh");
    command.arg(control).args(args).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| process::unstarted(&command, &error))?;
    keeper.ends(&child)?;
    process::outcome(&command, child.wait_with_output()).map(drop)
}

/// A new folder that other users may enter, but not change.
///
/// For root it lies in /tmp even when TMPDIR is elsewhere: PostgreSQL runs as another user, who may
/// not get there.
fn new_folder(parent: Option<&Path>) -> Result<PathBuf> {
    let parent = match parent {
        Some(parent) => parent.to_owned(),
        // Where an unprivileged user may be let in.
        None if apt::is_root() => PathBuf::from("/tmp"),
        None => std::env::temp_dir(),
    };
    let folder = parent.join(format!("plaudit-test-{}", std::process::id()));
    let failed = |error| format!("cannot create {}: {error}", folder.display());
    fs::DirBuilder::new().mode(0o755).create(&folder).map_err(failed)?;
    // Whatever the umask says.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).map_err(failed)?;
    Ok(folder)
}

fn free_port() -> Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| Ok(listener.local_addr()?.port()))
        .map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text)
        .and_then(|()| fs::set_permissions(file, fs::Permissions::from_mode(0o644)))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// `word` as one word of a shell.
fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
