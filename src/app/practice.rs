//! A folder to practise with: a laptop to fill in, packages that have just come in, and a master that has merged others.

use std::fs;
use std::path::{Path, PathBuf};

use super::workspace::Purpose;
use super::{export, instrument, merge, training, workspace};
use crate::instrument::Instrument;
use crate::store::{self, Passphrase, Surveyor, Workspace};
use crate::words::{Progress, Silent};

/// Opens everything in the folder. It protects nothing, since nothing in it is real.
pub const PASSPHRASE: &str = "luyen tap";

/// What is practised with unless another instrument is named.
pub const INSTRUMENT: &str = "sipas-citizen";

/// What everything in the folder belongs to.
const CAMPAIGN: &str = "Luyện tập";

/// Finished interviews in the laptop's own workspace.
const OWN_INTERVIEWS: u64 = 12;

/// Who shares that laptop.
const SURVEYORS: [&str; 2] = ["Nguyễn Thị Lan", "Trần Văn Minh"];

/// How much there is to practise with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Laptops whose packages the master has merged.
    pub merged: u64,
    /// Laptops whose packages wait.
    pub waiting: u64,
    /// Simulated interviews of each.
    pub interviews: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            merged: 6,
            waiting: 3,
            interviews: 150,
        }
    }
}

/// Why there is no folder to practise with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The user stopped it.
    #[error("cancelled")]
    Cancelled,
    /// The folder cannot be made.
    #[error("{source}: {path:?}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A workspace could not be made.
    #[error(transparent)]
    Workspace(#[from] workspace::Error),
    /// A form could not be added.
    #[error(transparent)]
    Instrument(#[from] instrument::Error),
    /// A workspace could not be filled.
    #[error(transparent)]
    Simulate(#[from] training::Error),
    /// A package could not be written.
    #[error(transparent)]
    Export(#[from] export::ExportError),
    /// The packages could not be merged.
    #[error(transparent)]
    Merge(#[from] merge::MergeError),
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// A workspace as a surveyor gets it, with some interviews in it.
    pub laptop: PathBuf,
    /// Packages that the master has merged.
    pub merged: PathBuf,
    /// Packages that it has not.
    pub to_merge: PathBuf,
    /// The master.
    pub master: PathBuf,
}

impl Practice {
    /// The places in a folder.
    pub fn of(folder: &Path) -> Self {
        Self {
            laptop: folder.join("laptop.phieu"),
            merged: folder.join("merged"),
            to_merge: folder.join("to-merge"),
            master: folder.join("city.phieu"),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.laptop.parent().unwrap_or(Path::new("."))
    }

    /// Whether the folder was made before.
    pub fn exists(&self) -> bool {
        self.laptop.exists() && self.master.exists()
    }
}

/// Makes the folder. One that was made before is left as it is: someone practises in it.
pub fn make(folder: &Path, instrument: &Instrument, size: Size, progress: &dyn Progress) -> Result<Practice, Error> {
    let practice = Practice::of(folder);
    if practice.exists() {
        return Ok(practice);
    }
    for path in [&practice.merged, &practice.to_merge] {
        fs::create_dir_all(path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
    }
    let passphrase = Passphrase::new(PASSPHRASE);
    let scratch = tempfile::tempdir_in(folder).map_err(|source| Error::Io {
        path: folder.to_owned(),
        source,
    })?;
    let total = size.merged + size.waiting + 2;
    for number in 1..=size.merged + size.waiting {
        let mut laptop = equip(&scratch.path().join(format!("{number}.phieu")), &passphrase, instrument)?;
        training::simulate(&mut laptop, size.interviews, number, &Silent)?;
        let packages = if number <= size.merged {
            &practice.merged
        } else {
            &practice.to_merge
        };
        export::export(
            &mut laptop,
            &packages.join(format!("laptop-{number}.zip")),
            &export::Seal::Open,
            &Silent,
        )?;
        progress.step(number, total);
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
    }
    let mut master = merge::open_or_create(&practice.master, &passphrase, std::slice::from_ref(&practice.merged))?;
    merge::plan(
        &mut master,
        std::slice::from_ref(&practice.merged),
        merge::MergeOptions::default(),
        &Silent,
    )?;
    merge::apply(&mut master, &Silent)?;
    progress.step(total - 1, total);
    let mut laptop = equip(&practice.laptop, &passphrase, instrument)?;
    for name in SURVEYORS {
        laptop.add_surveyor(&Surveyor {
            name: name.to_owned(),
            code: None,
        })?;
    }
    training::simulate(&mut laptop, OWN_INTERVIEWS, 0, &Silent)?;
    progress.step(total, total);
    Ok(practice)
}

/// Makes the folder with the instrument that is built in.
pub fn built_in(folder: &Path, progress: &dyn Progress) -> Result<Practice, Error> {
    let instrument = instrument::named(INSTRUMENT)?;
    make(folder, &instrument, Size::default(), progress)
}

fn equip(path: &Path, passphrase: &Passphrase, instrument: &Instrument) -> Result<Workspace, Error> {
    let workspace = workspace::create(path, passphrase, Purpose::Training, CAMPAIGN)?;
    instrument::add(&workspace, instrument)?;
    Ok(workspace)
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Workspace(workspace::Error::Store(error))
    }
}
