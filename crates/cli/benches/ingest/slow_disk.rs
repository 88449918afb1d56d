//! A disk whose fsync takes longer, for any program: cloud disks take 0.5 to 5 ms.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::support::database::variable;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
static void wait_a_while(void) {
    char text[16] = {0};
    const char *file = getenv("SLOW_DISK");
    int at = file ? open(file, O_RDONLY) : -1;
    if (at < 0) return;
    if (read(at, text, sizeof text - 1) > 0) usleep(atoi(text));
    close(at);
}
int fsync(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    wait_a_while();
    return real(file);
}
int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    wait_a_while();
    return real(file);
}
"#;

/// For a machine that is there for the database; the bulk insert beside Plaudit has them as well.
const SETTINGS: &str = "-c shared_buffers=2GB -c max_wal_size=8GB";

/// A library for LD_PRELOAD, and the file that says how many microseconds it waits.
pub(crate) struct SlowDisk {
    folder: tempfile::TempDir,
}

impl SlowDisk {
    pub(crate) fn build() -> Self {
        let folder = tempfile::Builder::new().prefix("slow-disk-").tempdir_in("/tmp").unwrap();
        // PostgreSQL may run as another user.
        open_to_all(folder.path());
        let this = Self { folder };
        let source = this.folder.path().join("slow_disk.c");
        std::fs::write(&source, SOURCE).unwrap();
        let compiled = Command::new("cc")
            .args(["-O2", "-shared", "-fPIC", "-o"])
            .args([&this.library(), &source])
            .arg("-ldl")
            .status()
            .expect("a C compiler, as the build needs one");
        assert!(compiled.success());
        this.set(Duration::ZERO);
        this
    }

    /// From now on each fsync takes so much longer.
    pub(crate) fn set(&self, delay: Duration) {
        std::fs::write(self.file(), delay.as_micros().to_string()).unwrap();
    }

    /// Puts `command` on the slow disk.
    pub(crate) fn under(&self, command: &mut Command) {
        command.env("LD_PRELOAD", self.library()).env("SLOW_DISK", self.file());
    }

    /// Starts xtask's own PostgreSQL again on the slow disk, set as docs/operations.md advises.
    pub(crate) fn under_postgres(&self) {
        let Some(control) = variable("PLAUDIT_TEST_PG_CTL") else {
            println!("fsync of a PostgreSQL that is not xtask's own is not slowed down");
            return;
        };
        let mut restart = Command::new("sh");
        restart.args([&control, "restart", "--wait", "--log", "log", "--options", SETTINGS]);
        self.under(&mut restart);
        assert!(restart.output().unwrap().status.success(), "PostgreSQL starts again");
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("slow_disk.so")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("microseconds")
    }
}

fn open_to_all(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}
