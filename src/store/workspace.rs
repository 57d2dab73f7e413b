//! Making and opening the file: every refusal that a user can meet before the first screen is decided here.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use uuid::Uuid;

use super::lock::Lock;
use super::passphrase::{Beginning, Cost, Passphrase, Salt};
use super::place::Surroundings;
use super::schema::{self, MIGRATIONS, Migration};
use super::{Error, Result};

const PAGE: u64 = 4096;

/// What a file that is no workspace seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Nothing in it.
    Empty,
    /// A folder.
    Folder,
    /// A database without encryption.
    PlainSqlite,
    /// A zip: an export package or a workbook.
    Zip,
    /// A sealed package.
    Sealed,
    /// Readable text.
    Text,
    /// Anything else.
    Other,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty file",
            Self::Folder => "a folder",
            Self::PlainSqlite => "an unencrypted database",
            Self::Zip => "a zip file (a package is merged, a workbook is added as a form)",
            Self::Sealed => "a sealed package (it is merged, not opened)",
            Self::Text => "a text file",
            Self::Other => "some other file",
        })
    }
}

/// What a new workspace is told once and keeps.
#[derive(Debug, Clone)]
pub struct NewWorkspace {
    /// Its identity: random.
    pub id: Uuid,
    /// Random bytes for the salt.
    pub salt: [u8; 12],
    /// Now.
    pub created: jiff::Timestamp,
    /// Whether it is for training: it holds nothing real, and its packages are merged with their like alone.
    pub is_training: bool,
    /// What a guess of the passphrase costs.
    pub cost: Cost,
    /// The campaign it belongs to; may be empty.
    pub campaign: String,
}

/// An open workspace. Dropping it closes the file and lets the next opener in.
#[derive(Debug)]
pub struct Workspace {
    // Declared before the lock: closed before the lock is let go.
    pub(super) connection: Connection,
    path: PathBuf,
    id: Uuid,
    created: jiff::Timestamp,
    is_training: bool,
    _lock: Lock,
}

impl Workspace {
    /// Makes a new file; refuses to replace one.
    pub fn create(path: &Path, passphrase: &Passphrase, new: &NewWorkspace) -> Result<Self> {
        passphrase.check()?;
        check_place(path)?;
        let lock = Lock::take(path)?;
        make_private_file(path)?;
        let made = Self::fill(path, passphrase, new);
        if made.is_err() {
            // Best effort: the refusal is what matters to the user.
            let _ = std::fs::remove_file(path);
        }
        Ok(Self {
            connection: made?,
            path: path.to_path_buf(),
            id: new.id,
            created: new.created,
            is_training: new.is_training,
            _lock: lock,
        })
    }

    fn fill(path: &Path, passphrase: &Passphrase, new: &NewWorkspace) -> Result<Connection> {
        let mut connection = connect(path, &Salt::new(new.salt, new.cost), passphrase)?;
        tune(&connection)?;
        schema::create(&mut connection)?;
        let transaction = connection.transaction()?;
        for (name, value) in [
            ("id", new.id.to_string()),
            ("created", new.created.to_string()),
            ("training", u8::from(new.is_training).to_string()),
            ("campaign", new.campaign.clone()),
        ] {
            transaction.execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", (name, value))?;
        }
        transaction.commit()?;
        Ok(connection)
    }

    /// Opens a file, bringing an older format up to date after putting a copy beside it.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self> {
        Self::open_with(path, passphrase, MIGRATIONS)
    }

    pub(super) fn open_with(path: &Path, passphrase: &Passphrase, migrations: &[Migration]) -> Result<Self> {
        let salt = recognise(path)?;
        check_place(path)?;
        let lock = Lock::take(path)?;
        let mut connection = connect(path, &salt, passphrase)?;
        let damaged = |error| match error {
            Error::Corrupt(detail) => Error::Damaged {
                path: path.to_path_buf(),
                detail,
            },
            other => other,
        };
        Self::read_in(&mut connection, path, migrations)
            .map_err(damaged)
            .map(|(id, created, is_training)| Self {
                connection,
                path: path.to_path_buf(),
                id,
                created,
                is_training,
                _lock: lock,
            })
    }

    fn read_in(connection: &mut Connection, path: &Path, migrations: &[Migration]) -> Result<(Uuid, jiff::Timestamp, bool)> {
        tune(connection)?;
        schema::bring_up_to_date(connection, path, migrations)?;
        // A crash in the middle of a merge's reading may have left packages that were never applied.
        super::master::forget_staged(connection)?;
        let id = meta(connection, "id")?;
        let created = meta(connection, "created")?;
        let is_training = meta(connection, "training")? == "1";
        let unreadable = |name: &str, why: &dyn fmt::Display| Error::Unreadable(format!("meta `{name}`: {why}"));
        Ok((
            id.parse().map_err(|error: uuid::Error| unreadable("id", &error))?,
            created.parse().map_err(|error: jiff::Error| unreadable("created", &error))?,
            is_training,
        ))
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its identity.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// When it was made.
    pub fn created(&self) -> jiff::Timestamp {
        self.created
    }

    /// Whether it is for training.
    pub fn is_training(&self) -> bool {
        self.is_training
    }

    /// The campaign it belongs to; empty if there is none.
    pub fn campaign(&self) -> Result<String> {
        meta(&self.connection, "campaign")
    }

    /// Does several things as one: all of them are kept, or none. Nests.
    ///
    /// Nothing inside is durable before the outermost call returns, so an interview never runs in here; a simulation does.
    pub fn batch<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let run = |workspace: &Self, sql: &str| workspace.connection.execute_batch(sql).map_err(Error::from);
        let is_outermost = self.connection.is_autocommit();
        run(self, if is_outermost { "BEGIN IMMEDIATE" } else { "SAVEPOINT batch" })?;
        let result = work(self).and_then(|value| {
            run(self, if is_outermost { "COMMIT" } else { "RELEASE batch" })?;
            Ok(value)
        });
        if result.is_err() && !self.connection.is_autocommit() {
            run(
                self,
                if is_outermost {
                    "ROLLBACK"
                } else {
                    "ROLLBACK TO batch; RELEASE batch"
                },
            )?;
        }
        result
    }
}

fn meta(connection: &Connection, name: &str) -> Result<String> {
    Ok(connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))?)
}

fn check_place(path: &Path) -> Result<()> {
    Surroundings::of(path).verdict().map_or(Ok(()), |reason| {
        Err(Error::Unsuitable {
            path: path.to_path_buf(),
            reason,
        })
    })
}

/// Creates an empty file that, where the system knows such a thing, the owner alone can read.
fn make_private_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::AlreadyExists { path: path.to_path_buf() }),
        Err(source) => Err(Error::Io {
            doing: "cannot make the workspace",
            path: path.to_path_buf(),
            source,
        }),
    }
}

/// Reads the beginning of the file and refuses what cannot be a workspace, before any key is derived.
fn recognise(path: &Path) -> Result<Salt> {
    let foreign = |looks_like| Error::NotAWorkspace {
        path: path.to_path_buf(),
        looks_like,
    };
    let damaged = |detail: &str| Error::Damaged {
        path: path.to_path_buf(),
        detail: detail.to_owned(),
    };
    let cannot_read = || Error::io("cannot read", path);
    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::Missing { path: path.to_path_buf() }),
        Err(error) => return Err(cannot_read()(error)),
    };
    if found.is_dir() {
        return Err(foreign(Foreign::Folder));
    }
    let mut head = Vec::with_capacity(PAGE as usize);
    File::open(path)
        .and_then(|file| file.take(PAGE).read_to_end(&mut head))
        .map_err(cannot_read())?;
    let Some(first) = head.first_chunk::<16>() else {
        return Err(foreign(what_it_is(&head)));
    };
    let salt = match Salt::read(*first) {
        Beginning::Workspace(salt) => salt,
        Beginning::NewerCost(_) => {
            return Err(Error::Newer {
                path: path.to_path_buf(),
                found: MIGRATIONS.len() as u32 + 1,
                known: MIGRATIONS.len() as u32,
            });
        }
        Beginning::Other => return Err(foreign(what_it_is(&head))),
    };
    if found.len() < PAGE {
        return Err(damaged("the file is cut off"));
    }
    // With a log beside it, SQLite mends a last page that a power cut left half-written.
    let mut log = path.as_os_str().to_os_string();
    log.push("-wal");
    let has_log = std::fs::metadata(PathBuf::from(log)).is_ok_and(|log| log.len() > 0);
    if found.len() % PAGE != 0 && !has_log {
        return Err(damaged("the file is cut off"));
    }
    Ok(salt)
}

fn what_it_is(head: &[u8]) -> Foreign {
    match head {
        [] => Foreign::Empty,
        _ if head.starts_with(b"SQLite format 3\0") => Foreign::PlainSqlite,
        _ if head.starts_with(b"PK\x03\x04") => Foreign::Zip,
        _ if head.starts_with(b"age-encryption.org/") => Foreign::Sealed,
        // A page may end in the middle of a letter.
        _ if std::str::from_utf8(head).map_or_else(|error| error.valid_up_to() + 4 > head.len(), |_| true) && !head.contains(&0) => {
            Foreign::Text
        }
        _ => Foreign::Other,
    }
}

/// Opens the database with its key. SQLite "opens" any file: the first read finds out, so it is part of this step.
fn connect(path: &Path, salt: &Salt, passphrase: &Passphrase) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    let key = salt.pragma_key(passphrase)?;
    let pragma = zeroize::Zeroizing::new(format!("PRAGMA key = \"{}\"", key.as_str()));
    connection.execute_batch(&pragma)?;
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => Ok(connection),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(Error::WrongPassphrase { path: path.to_path_buf() })
        }
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Err(Error::Damaged {
            path: path.to_path_buf(),
            detail: error.to_string(),
        }),
        Err(error) => Err(error.into()),
    }
}

/// Durability first: a commit has reached the disk when it returns, what is erased is overwritten, and nothing is spilled to a file in clear.
fn tune(connection: &Connection) -> Result<()> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Error::Unreadable(format!("journal mode `{mode}`")));
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
