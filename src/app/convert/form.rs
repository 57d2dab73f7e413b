//! A form as an ODK `XForm`, whichever file it came in: what servers and phones take.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use super::Error;
use crate::app::form_file;
use crate::exchange::files::write_file;

/// The ending of a file that a form is written to.
pub const ENDING: &str = "xml";

/// A form that was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrittenForm {
    /// Where it is.
    pub path: PathBuf,
    /// The form's id.
    pub form: String,
    /// How long it took, without writing the file.
    pub convert_ms: f64,
}

/// Whether a file is to be a form.
pub fn is_form(output: &Path) -> bool {
    output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Reads a form and writes it as an `XForm`. Files that it names stay where they are.
pub fn form(source: &Path, output: &Path) -> Result<WrittenForm, Error> {
    let start = Instant::now();
    let form = form_file::open(source)?;
    let xml = form.to_xform();
    let convert_ms = start.elapsed().as_secs_f64() * 1000.0;
    // A form must not be overwritten by its own conversion.
    if is_same_file(source, output) {
        return Err(Error::OntoItself {
            path: output.to_path_buf(),
        });
    }
    write_file(output, xml.as_bytes()).map_err(Error::io(output))?;
    Ok(WrittenForm {
        path: output.to_path_buf(),
        form: form.id,
        convert_ms,
    })
}

fn is_same_file(left: &Path, right: &Path) -> bool {
    let known = |path: &Path| fs::canonicalize(path).ok();
    known(left).is_some_and(|left| known(right) == Some(left))
}
