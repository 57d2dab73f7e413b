//! What can be wrong with a file that is attached to a form.

use crate::xpath::XmlError;

/// Why an attached file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttachmentFault {
    /// Not in UTF-8.
    Encoding,
    /// Neither csv nor xml nor geojson.
    Kind,
    /// More bytes than are read.
    TooLarge {
        /// How many may be.
        megabytes: usize,
    },
    /// More cells than are read.
    TooManyCells {
        /// How many may be.
        most: usize,
    },
    /// XML that is none.
    Xml(XmlError),
    /// JSON or CSV that is none, from this line on.
    Damaged {
        /// 1-based.
        line: u64,
    },
    /// JSON without a list of features.
    NoFeatures,
}
