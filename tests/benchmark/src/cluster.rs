//! One throw-away PostgreSQL cluster per test process, made from the installed server programs.
//!
//! A shell watches over the server: it waits until the pipe from this process closes, which happens
//! however this process ends, then stops the server and removes its directory. Nothing listens on a
//! network port.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;

const MISSING: &str = "the PostgreSQL server programs (initdb, postgres, psql) were not found in \
    /usr/lib/postgresql/*/bin or on PATH; the suite runs on PostgreSQL as well as on SQLite. \
    On Debian or Ubuntu: apt-get install postgresql";

/// Settings of a server whose data need not outlive it: nothing waits for a disk.
const SETTINGS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c listen_addresses= -c max_connections=300 -c autovacuum=off -c log_min_messages=fatal";

/// Who makes and owns the databases: nobody that row level security makes an exception of.
const OWNER: &str = "concordat";

/// Says `ready` when the server answers; ends when standard input does.
const WATCH: &str = r#"
trap '' INT TERM HUP
cd "$DIRECTORY"
"$PROGRAMS/initdb" --pgdata=data --username=postgres --auth=trust --no-sync --encoding=UTF8 \
    $LOCALE >initdb.log 2>&1 || { cat initdb.log; echo failed; cd /; rm -rf "$DIRECTORY"; exit 1; }
"$PROGRAMS/postgres" -D data -c unix_socket_directories="$DIRECTORY" $SETTINGS >server.log 2>&1 &
server=$!
tries=0
until "$PROGRAMS/pg_isready" -q -h "$DIRECTORY" -U postgres; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then cat server.log; echo failed; break; fi
    sleep 0.05
done
"$PROGRAMS/psql" -q -h "$DIRECTORY" -U postgres -c "CREATE ROLE $OWNER LOGIN CREATEDB" postgres \
    >roles.log 2>&1 || { cat roles.log; echo failed; }
echo ready
cat >/dev/null
kill -INT $server
wait $server
cd /
rm -rf "$DIRECTORY"
"#;

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    directory: PathBuf,
    /// Open as long as this process lives; its closing stops the server.
    _lifeline: ChildStdin,
}

impl Cluster {
    /// The server of this process, started when it is first asked for.
    ///
    /// # Panics
    /// When there are no server programs, or the server does not start: a suite that skipped
    /// PostgreSQL in silence would prove nothing about it.
    #[must_use]
    pub fn get() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(|| {
            // By ICU's rules, text sorts unlike bytes: what relies on bytes must say so.
            Self::start("--locale-provider=icu --icu-locale=en-US --locale=C.UTF-8")
                .or_else(|_| Self::start("--locale=C"))
                .unwrap_or_else(|reason| panic!("PostgreSQL did not start: {reason}"))
        })
    }

    /// The address of one of its databases, for the role that owns what it makes.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.url_of(OWNER, database)
    }

    /// The address of one of its databases for the superuser, from whom nothing is held back.
    #[must_use]
    pub fn superuser_url(&self, database: &str) -> String {
        self.url_of("postgres", database)
    }

    fn url_of(&self, role: &str, database: &str) -> String {
        let directory = self.directory.display().to_string().replace('/', "%2F");
        format!("postgres://{role}@localhost/{database}?host={directory}")
    }

    fn start(locale: &str) -> Result<Self, String> {
        let programs = programs();
        let directory = tempfile::Builder::new()
            .prefix("concordat-pg-")
            .tempdir()
            .map_err(|error| error.to_string())?
            .keep();
        let mut watch = Command::new("sh");
        watch
            .args(["-c", WATCH])
            .env("PROGRAMS", programs)
            .env("DIRECTORY", &directory)
            .env("SETTINGS", SETTINGS)
            .env("OWNER", OWNER)
            .env("LOCALE", locale)
            // Its own group: an interrupt at the terminal reaches this process, not the server.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        leave_root(&mut watch, &directory)?;
        let mut watch = watch.spawn().map_err(|error| error.to_string())?;
        let lifeline = watch.stdin.take().ok_or("no pipe to the server")?;
        let mut answers = watch.stdout.take().ok_or("no pipe from the server")?;
        let mut said = Vec::new();
        let mut byte = [0];
        while !said.ends_with(b"ready\n") && !said.ends_with(b"failed\n") {
            match answers.read(&mut byte) {
                Ok(1) => said.extend(byte),
                Ok(_) | Err(_) => break,
            }
        }
        if said.ends_with(b"ready\n") && !said.ends_with(b"failed\nready\n") {
            Ok(Self {
                directory,
                _lifeline: lifeline,
            })
        } else {
            Err(String::from_utf8_lossy(&said).into_owned())
        }
    }
}

/// The directory of the newest installed server.
fn programs() -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = installed
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, path)| has_server(path))
        .max()
        .map(|(_, path)| path);
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|path| has_server(path))
    };
    match newest.or_else(on_path) {
        Some(path) => path,
        None => {
            let _unheard = writeln!(std::io::stderr(), "{MISSING}");
            panic!("{MISSING}");
        }
    }
}

fn has_server(path: &Path) -> bool {
    ["initdb", "postgres", "pg_isready", "psql"]
        .iter()
        .all(|program| path.join(program).is_file())
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package made.
fn leave_root(command: &mut Command, directory: &Path) -> Result<(), String> {
    let owner = fs::metadata(directory).map_err(|error| error.to_string())?;
    if owner.uid() != 0 {
        return Ok(());
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let (user, group) = users
        .lines()
        .find_map(|line| {
            let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
            Some((
                fields.next()?.parse::<u32>().ok()?,
                fields.next()?.parse::<u32>().ok()?,
            ))
        })
        .ok_or("running as root, and there is no user postgres to run the server as")?;
    chown(directory, Some(user), Some(group)).map_err(|error| error.to_string())?;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o700))
        .map_err(|error| error.to_string())?;
    command.uid(user).gid(group);
    Ok(())
}
