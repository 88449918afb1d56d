//! A disk that is full, and a file that may only be read: the real binary.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use plaudit_client::Client;
use plaudit_proto::v1::{self, Outcome};
use tonic::{Code, Status};

use crate::command::{Ran, Target, plaudit};
use crate::crash::{batch, publish};
use crate::database::{Database, wait};
use crate::faults::{is_clean, submit, tell};
use crate::server::Server;

/// Sends batches until one is refused twenty times, for a second, in which a log that was carried over would
/// have made room; returns how many were stored, and the last refusal. Later there may be room again: what was
/// folded leaves some, which PostgreSQL's vacuum gives back when it comes by.
async fn until_refused(client: &Client) -> (u64, Status) {
    let mut number = 0;
    let mut refusals = 0;
    while number < 2_000 {
        match submit(client, batch(number)).await {
            Ok(outcomes) => {
                assert_eq!(outcomes, [Outcome::Stored; 50]);
                (number, refusals) = (number + 1, 0);
            }
            Err(refused) if refusals == 20 => return (number, refused),
            Err(refused) => {
                assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
                refusals += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    panic!("the disk is never full");
}

/// Fills the disk of a server until it refuses, makes room, and finds everything once.
async fn fill(server: &Server, how: &str, make_room: impl AsyncFnOnce()) {
    let client = Client::connect(&server.url, None).unwrap();
    publish(&client).await;
    let (stored, refused) = until_refused(&client).await;
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(refused.message().starts_with("the database is "), "{refused:?}");
    let request = v1::BuildReportRequest { survey_id: "cafe".into(), ..Default::default() };
    let report = client.report(request).await.unwrap();
    assert_eq!(report.participation.unwrap().responses, stored * 50, "it still reports");

    make_room().await;
    for number in 0..stored + 10 {
        let outcomes = submit(&client, batch(number)).await.unwrap();
        let known = number < stored;
        let expected = if known { Outcome::Duplicate } else { Outcome::Stored };
        assert_eq!(outcomes, [expected; 50], "{number}");
    }
    let verified = Target::server(&server.url, "").json(&["verify", "cafe"]);
    assert_eq!(verified["responses"], (stored + 10) * 50);
    assert_eq!(verified["discrepancies"], serde_json::json!([]));
    tell(&format!("a full disk, {how}: {stored} batches of 50, then {:?}", refused.message()));
}

/// The command with nothing of Plaudit in its environment, started by `script` of sh, whose `$@` it
/// is.
fn through(script: &str, args: &[&str], command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).args(args);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[test]
fn files_that_may_not_grow_refuse_lose_nothing_and_are_left_behind() {
    // No file grows beyond 2 MiB, and trying to is an error instead of a signal.
    let script = "trap '' XFSZ; ulimit -S -f 4096; exec \"$@\"";
    let database = Database::sqlite();
    let server = Server::spawn(&mut through(script, &[], &Server::command(&database.url())));
    wait(fill(&server, "files of at most 2 MiB", async || {
        let id = server.id().to_string();
        let room = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited:"]).status();
        assert!(room.expect("prlimit, of util-linux").success());
    }));
}

/// Flags with which unshare gives a process mounts of its own; absent where it may not.
fn own_mounts() -> Option<&'static str> {
    ["-m", "-rm"].into_iter().find(|flags| {
        let mount = "mount -t tmpfs tmpfs /tmp";
        let tried = Command::new("unshare").args([flags, "sh", "-c", mount]).output();
        tried.is_ok_and(|tried| tried.status.success())
    })
}

#[test]
fn a_full_disk_refuses_loses_nothing_and_is_left_behind() {
    let database = Database::sqlite();
    let Database::Sqlite(folder) = &database else { unreachable!() };
    let Some(flags) = own_mounts() else {
        tell(
            "a full disk: no file system may be mounted here; files that may not grow stand for it",
        );
        files_that_may_not_grow_refuse_lose_nothing_and_are_left_behind();
        return;
    };
    // A disk of 8 MB that only this server sees; something else takes half of it.
    let script = "folder=$1; shift; mount -t tmpfs -o size=8m tmpfs \"$folder\" \
        && head -c 4m /dev/zero > \"$folder/ballast\" && exec \"$@\"";
    let folder = folder.path().to_str().unwrap();
    let mounted = through(script, &[folder], &Server::command(&database.url()));
    let server = Server::spawn(&mut through("exec unshare \"$@\"", &[flags], &mounted));
    wait(fill(&server, "a tmpfs of 8 MB", async || {
        fs::remove_file(format!("/proc/{}/root{folder}/ballast", server.id())).unwrap();
    }));
}

/// A disk of 24 MB for a tablespace, where root may mount it and the PostgreSQL is xtask's.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    fn mount(name: &str) -> Option<Self> {
        let control = PathBuf::from(std::env::var_os("PLAUDIT_TEST_PG_CTL")?);
        let cluster = control.parent()?;
        let owner = fs::metadata(cluster.join("data")).ok()?.uid();
        let disk = Self { folder: cluster.join(name) };
        fs::create_dir(&disk.folder).ok()?;
        let options = format!("size=24m,mode=700,uid={owner}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&disk.folder)
            .output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then_some(disk)
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }

    /// Leaves 1 MiB of it.
    fn fill(&self) {
        let mut file = fs::File::create(self.ballast()).unwrap();
        let mut size = 0;
        while file.write_all(&[0; 1 << 16]).is_ok() {
            size += 1 << 16;
        }
        file.set_len(size - (1 << 20)).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.folder).output());
        drop(fs::remove_dir(&self.folder));
    }
}

#[test]
fn a_postgres_whose_disk_is_full_refuses_loses_nothing_and_is_left_behind() {
    let database = Database::postgres();
    let Database::Postgres { name, .. } = &database else { unreachable!() };
    let name = name.clone();
    let Some(disk) = SmallDisk::mount(&name) else {
        let server = Server::start(&database.url());
        // From the hundredth batch on, every insert fails as it does on a full disk. On Citus, which must be
        // asked for such triggers, it is one of the shard.
        let full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ \
            DECLARE stored bigint; BEGIN \
            EXECUTE 'SELECT count(*) FROM ' || TG_RELID::regclass INTO stored; \
            IF stored >= 5000 THEN RAISE EXCEPTION \
            'could not extend file: No space left on device' USING ERRCODE = '53100'; END IF; \
            RETURN NULL; END $$";
        let trigger = "CREATE TRIGGER full_disk BEFORE INSERT ON response \
            FOR EACH STATEMENT EXECUTE FUNCTION full_disk()";
        let allowed = format!("ALTER DATABASE {name} SET citus.enable_unsafe_triggers = on");
        database.administer(&allowed);
        wait(database.execute(full));
        wait(database.execute(trigger));
        wait(fill(
            &server,
            "a trigger of PostgreSQL that says so, as no disk is ours",
            async || {
                database.execute("DROP TRIGGER full_disk ON response").await;
            },
        ));
        drop(server);
        return;
    };
    let place = disk.folder.join("space");
    fs::create_dir(&place).unwrap();
    let owner = fs::metadata(&disk.folder).unwrap().uid();
    std::os::unix::fs::chown(&place, Some(owner), None).unwrap();
    database.administer(&format!("CREATE TABLESPACE {name} LOCATION '{}'", place.display()));
    database.administer(&format!("ALTER DATABASE {name} SET TABLESPACE {name}"));
    disk.fill();
    let server = Server::start(&database.url());
    wait(fill(&server, "a tablespace of PostgreSQL on a tmpfs of 24 MB", async || {
        fs::remove_file(disk.ballast()).unwrap();
    }));
    drop(server);
    // Its sessions may not have noticed yet.
    database.administer(&format!(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
    database.administer(&format!("ALTER DATABASE {name} SET TABLESPACE pg_default"));
    database.administer(&format!("DROP TABLESPACE {name}"));
}

/// What holds for root as for others: without the right to write where the mode says no.
fn obedient(command: &Command) -> Command {
    let script = "if [ \"$(id -u)\" = 0 ]; then exec timeout 60 setpriv --bounding-set=-dac_override \
        --inh-caps=-dac_override \"$@\"; else exec timeout 60 \"$@\"; fi";
    through(script, &[], command)
}

fn allow(folder: &Path, writing: bool) {
    let (file, around) = if writing { (0o644, 0o755) } else { (0o444, 0o555) };
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        fs::set_permissions(entry.unwrap().path(), Permissions::from_mode(file)).unwrap();
    }
    fs::set_permissions(folder, Permissions::from_mode(around)).unwrap();
}

#[test]
fn a_file_that_may_only_be_read_is_not_served_and_loses_nothing() {
    let database = Database::sqlite();
    let Database::Sqlite(folder) = &database else { unreachable!() };
    let folder = folder.path();
    let send = |server: &Server, number| {
        wait(async {
            let client = Client::connect(&server.url, None).unwrap();
            submit(&client, batch(number)).await.unwrap()
        })
    };
    let server = Server::start(&database.url());
    wait(async { publish(&Client::connect(&server.url, None).unwrap()).await });
    assert_eq!(send(&server, 0), [Outcome::Stored; 50]);
    server.stop("TERM");

    let serve = || Ran::of(&mut obedient(&Server::command(&database.url()))).bad(1);
    for is_file_alone in [false, true] {
        allow(folder, false);
        if is_file_alone {
            fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
        }
        let refused = serve();
        assert!(refused.contains("database takes no writes"), "{refused}");
    }
    let mut report = plaudit();
    report.args(["report", "cafe", "--database", &database.url()]);
    let report = Ran::of(&mut obedient(&report)).good();
    assert!(report.contains("50 responses"), "it can be read: {report}");

    allow(folder, true);
    let server = Server::start(&database.url());
    assert_eq!(send(&server, 0), [Outcome::Duplicate; 50]);
    assert_eq!(send(&server, 1), [Outcome::Stored; 50]);
    drop(server);
    is_clean(&database, 100);
    tell("a read-only file and folder of SQLite: refused twice, read once, 2 batches of 50");
}
