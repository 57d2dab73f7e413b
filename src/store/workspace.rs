//! Making and opening the file: every refusal that a user can meet before the first screen is decided here.

use std::fmt;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use uuid::Uuid;

use super::lock::Lock;
use super::master::Staging;
use super::passphrase::{Cost, Passphrase, Salt};
use super::place::Surroundings;
use super::recognise::recognise;
use super::schema::{self, MIGRATIONS, Migration};
use super::stamp::stamp;
use super::straight::Keeping;
use super::{Error, Result};

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
    /// Packages that were read and are not merged yet.
    pub(super) staging: Staging,
    path: PathBuf,
    id: Uuid,
    created: jiff::Timestamp,
    is_training: bool,
    _lock: Lock,
}

impl Workspace {
    /// Rows written since the workspace was opened: while the number stays, so does what was read. Nobody else writes, for it is locked.
    pub fn rows_written(&self) -> u64 {
        self.connection.total_changes()
    }

    /// Makes a new file; refuses to replace one.
    pub fn create(path: &Path, passphrase: &Passphrase, new: &NewWorkspace) -> Result<Self> {
        passphrase.check()?;
        let path: &Path = &without_link(path)?;
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
            staging: Staging::default(),
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
            ("created", stamp(new.created)),
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
        let path: &Path = &without_link(path)?;
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
                staging: Staging::default(),
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
}

fn meta(connection: &Connection, name: &str) -> Result<String> {
    Ok(connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))?)
}

/// The file behind a link: its folder is the one that counts, and its lock the one that others take.
fn without_link(path: &Path) -> Result<PathBuf> {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if !is_link {
        return Ok(path.to_path_buf());
    }
    path.canonicalize().map_err(Error::io("cannot follow the link", path))
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
        Err(source) => Err(Error::writing("cannot make the workspace", path)(source)),
    }
}

/// Opens the database with its key. SQLite "opens" any file: the first read finds out, so it is part of this step.
fn connect(path: &Path, salt: &Salt, passphrase: &Passphrase) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    if connection.is_readonly("main")? {
        return Err(Error::WriteProtected { path: path.to_path_buf() });
    }
    let key = salt.pragma_key(passphrase)?;
    let pragma = zeroize::Zeroizing::new(format!("PRAGMA key = \"{}\"", key.as_str()));
    // A wrong passphrase is said in words; SQLCipher would add lines of its own to stderr.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
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
    let mode = Keeping::Log.begin(connection)?;
    if mode != "wal" {
        return Err(Error::Unreadable(format!("journal mode `{mode}`")));
    }
    connection.execute_batch(
        "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
