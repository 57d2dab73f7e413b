//! Decides whether a folder is fit for a workspace.
//!
//! The write-ahead log needs locks and shared memory that network folders do not give, and a program that syncs a folder to a cloud copies
//! the file and its log at different moments: both lose answers. The decision is a pure function over [`Surroundings`]; only
//! [`Surroundings::of`] asks the system.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a folder is no place for a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsuitable {
    /// On another computer; holds the kind of file system or the server's name.
    Network(String),
    /// Copied to a cloud by a program; holds the service's name.
    Cloud(String),
}

impl fmt::Display for Unsuitable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(what) => write!(f, "the folder is on the network ({what}), where the workspace would break"),
            Self::Cloud(service) => write!(f, "the folder is synced by {service}, which would break the workspace"),
        }
    }
}

/// A mounted file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    point: String,
    kind: String,
}

/// What the decision reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// Absolute, links followed; on Windows a mapped drive has become `\\?\UNC\server\share\…`.
    folder: String,
    /// Empty where the system gives no list.
    mounts: Vec<Mount>,
    /// Folders that a sync program names in the environment, with its service.
    synced: Vec<(String, &'static str)>,
}

const NETWORK_KINDS: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb",
    "smb2",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "afpfs",
    "ceph",
    "glusterfs",
    "lustre",
    "davfs",
    "webdav",
    "fuse.sshfs",
    "fuse.gvfsd-fuse",
    "fuse.davfs2",
    "fuse.davfs",
    "fuse.s3fs",
    "fuse.glusterfs",
    "fuse.curlftpfs",
    "fuse.smbnetfs",
];

const CLOUD_KINDS: &[(&str, &str)] = &[
    ("fuse.rclone", "rclone"),
    ("fuse.google-drive-ocamlfuse", "Google Drive"),
    ("fuse.onedriver", "OneDrive"),
    ("fuse.dropbox", "Dropbox"),
    ("fuse.pcloud", "pCloud"),
];

/// Folder names that sync programs make, in lower case. A name ending in `*` matches what begins so (`OneDrive - Hà Nội`).
const CLOUD_FOLDERS: &[(&str, &str)] = &[
    ("onedrive", "OneDrive"),
    ("onedrive -*", "OneDrive"),
    ("onedrive-*", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("dropbox (*", "Dropbox"),
    ("dropbox-*", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("googledrive-*", "Google Drive"),
    ("my drive", "Google Drive"),
    ("drive của tôi", "Google Drive"),
    ("iclouddrive", "iCloud"),
    ("icloud drive", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("box sync", "Box"),
    ("pcloud drive", "pCloud"),
    ("megasync", "MEGA"),
];

const CLOUD_VARIABLES: &[(&str, &str)] = &[
    ("OneDrive", "OneDrive"),
    ("OneDriveConsumer", "OneDrive"),
    ("OneDriveCommercial", "OneDrive"),
];

impl Surroundings {
    /// Asks the system about the folder that a workspace lies in or will lie in.
    pub(super) fn of(workspace: &Path) -> Self {
        let parent = workspace
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let folder: PathBuf = parent.canonicalize().unwrap_or_else(|_| parent.to_path_buf());
        let variables = CLOUD_VARIABLES.iter();
        Self {
            folder: folder.to_string_lossy().into_owned(),
            mounts: mounts(),
            synced: variables
                .filter_map(|(name, service)| Some((std::env::var(name).ok().filter(|value| !value.trim().is_empty())?, *service)))
                .collect(),
        }
    }

    /// The decision.
    pub(super) fn verdict(&self) -> Option<Unsuitable> {
        self.server()
            .or_else(|| self.mounted_kind())
            .or_else(|| self.synced_folder())
            .or_else(|| self.cloud_name())
    }

    /// `\\server\share` and what Windows makes of a mapped drive; `\\?\C:\` and `\\.\` are this computer.
    fn server(&self) -> Option<Unsuitable> {
        let path = self.folder.replace('/', "\\");
        let rest = match path.strip_prefix(r"\\?\UNC\") {
            Some(rest) => rest,
            None => path
                .strip_prefix(r"\\")
                .filter(|rest| !rest.starts_with("?\\") && !rest.starts_with(".\\"))?,
        };
        let server = rest.split('\\').next().unwrap_or_default();
        Some(Unsuitable::Network(server.to_owned()))
    }

    fn mounted_kind(&self) -> Option<Unsuitable> {
        let holds = |mount: &&Mount| is_within(&self.folder, &mount.point, '/');
        // A later mount on the same point hides the earlier one.
        let mount = self.mounts.iter().filter(holds).max_by_key(|mount| mount.point.len())?;
        let kind = mount.kind.to_lowercase();
        if let Some((_, service)) = CLOUD_KINDS.iter().find(|(name, _)| *name == kind) {
            return Some(Unsuitable::Cloud((*service).to_owned()));
        }
        NETWORK_KINDS.contains(&kind.as_str()).then_some(Unsuitable::Network(kind))
    }

    fn synced_folder(&self) -> Option<Unsuitable> {
        let plain = |path: &str| path.trim_start_matches(r"\\?\").replace('/', "\\").to_lowercase();
        let folder = plain(&self.folder);
        let (_, service) = self.synced.iter().find(|(root, _)| is_within(&folder, &plain(root), '\\'))?;
        Some(Unsuitable::Cloud((*service).to_owned()))
    }

    fn cloud_name(&self) -> Option<Unsuitable> {
        let lower = self.folder.to_lowercase();
        let service = |part: &str| {
            CLOUD_FOLDERS
                .iter()
                .find(|(name, _)| name.strip_suffix('*').map_or(part == *name, |start| part.starts_with(start)))
        };
        let (_, service) = lower.split(['/', '\\']).find_map(service)?;
        Some(Unsuitable::Cloud((*service).to_owned()))
    }
}

fn is_within(path: &str, root: &str, separator: char) -> bool {
    let root = root.trim_end_matches(separator);
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
}

/// Linux lists its mounts in a file; Windows needs no list, since a canonical path names the server; elsewhere the names must do.
fn mounts() -> Vec<Mount> {
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    std::fs::read_to_string("/proc/self/mountinfo")
        .map(|text| parse_mounts(&text))
        .unwrap_or_default()
}

fn parse_mounts(text: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        Some(Mount {
            point: unescape(before.split(' ').nth(4)?),
            kind: after.split(' ').next()?.to_owned(),
        })
    };
    text.lines().filter_map(mount).collect()
}

/// Blanks and backslashes in mount points are written as `\040` and so on.
fn unescape(point: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", r"\")]
        .iter()
        .fold(point.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

#[cfg(test)]
mod tests {
    use super::{Surroundings, Unsuitable, parse_mounts};

    const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw,relatime shared:1 - btrfs /dev/vdb rw
31 22 0:41 / /mnt/share rw - cifs //server/share rw
32 22 0:42 / /mnt/with\\040blank rw shared:2 master:1 - nfs4 host:/x rw
33 22 0:43 / /home/lan/remote rw - fuse.sshfs lan@host: rw
34 22 0:44 / /home/lan/cloud rw - fuse.rclone drive: rw
35 22 0:45 / /media/usb rw - vfat /dev/sdb1 rw
";

    fn verdict(folder: &str, synced: &[(&str, &'static str)]) -> Option<Unsuitable> {
        let synced = synced.iter().map(|(path, service)| ((*path).to_owned(), *service)).collect();
        let mounts = if folder.starts_with('/') {
            parse_mounts(MOUNTS)
        } else {
            Vec::new()
        };
        Surroundings {
            folder: folder.to_owned(),
            mounts,
            synced,
        }
        .verdict()
    }

    #[track_caller]
    fn fine(folder: &str) {
        assert_eq!(verdict(folder, &[]), None, "{folder}");
    }

    #[track_caller]
    fn network(folder: &str, what: &str) {
        assert_eq!(verdict(folder, &[]), Some(Unsuitable::Network(what.to_owned())), "{folder}");
    }

    #[track_caller]
    fn cloud(folder: &str, service: &str) {
        assert_eq!(verdict(folder, &[]), Some(Unsuitable::Cloud(service.to_owned())), "{folder}");
    }

    #[test]
    fn own_disks_and_sticks_are_fine() {
        fine("/home/lan/Khảo sát");
        fine("/media/usb");
        fine("/mnt/shared-not-mounted");
        fine(r"C:\Users\Lan\Documents");
        fine(r"\\?\C:\Users\Lan\Documents");
        fine(r"D:\Khảo sát\onedrive.phieu.d");
        fine("/home/lan/my drivers");
    }

    #[test]
    fn network_folders_are_refused() {
        network("/mnt/share/khao_sat", "cifs");
        network("/mnt/share", "cifs");
        network("/mnt/with blank/x", "nfs4");
        network("/home/lan/remote/x", "fuse.sshfs");
        network(r"\\may-chu\chung\khảo sát", "may-chu");
        network(r"\\?\UNC\may-chu\chung\khảo sát", "may-chu");
        network("//may-chu/chung", "may-chu");
    }

    #[test]
    fn cloud_folders_are_refused_by_name() {
        cloud("/home/lan/Dropbox/khao_sat", "Dropbox");
        cloud("/home/lan/cloud/x", "rclone");
        cloud(r"C:\Users\Lan\OneDrive\Documents", "OneDrive");
        cloud(r"C:\Users\Lan\OneDrive - Viện Nghiên cứu\Khảo sát", "OneDrive");
        cloud(r"G:\My Drive\khao_sat", "Google Drive");
        cloud(r"G:\Drive của tôi\khao_sat", "Google Drive");
        cloud("/Users/lan/Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud");
        cloud("/Users/lan/Library/CloudStorage/GoogleDrive-lan@example.vn/x", "Google Drive");
    }

    #[test]
    fn a_renamed_cloud_folder_is_known_by_its_variable() {
        let synced: &[(&str, &'static str)] = &[(r"D:\DongBo", "OneDrive")];
        assert_eq!(
            verdict(r"\\?\D:\dongbo\khảo sát", synced),
            Some(Unsuitable::Cloud("OneDrive".to_owned()))
        );
        assert_eq!(verdict(r"D:\DongBoKhac", synced), None);
    }

    #[test]
    fn this_machine_is_asked_without_trouble() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!Surroundings::of(&folder.path().join("a.phieu")).folder.is_empty());
    }
}
