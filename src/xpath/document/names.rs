//! Names of a document, each kept once: what was written, its local part and its namespace.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The namespace of XHTML, in which an `XForm` is wrapped.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// A name of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NameIx(u32);

impl NameIx {
    /// Of what has no name.
    pub(super) const NONE: Self = Self(0);
}

#[derive(Debug, Clone)]
struct Name {
    written: Arc<str>,
    local_start: usize,
    namespace: Arc<str>,
}

/// All names of a document.
#[derive(Debug, Clone)]
pub(super) struct Names {
    all: Vec<Name>,
    by_text: FxHashMap<Arc<str>, SmallVec<[NameIx; 1]>>,
    /// Few, however many names there are.
    namespaces: Vec<Arc<str>>,
}

/// The names that are written alike and differ in their namespace: nearly always one.
#[derive(Debug, Clone, Copy)]
pub(in crate::xpath) struct Alike<'a>(&'a [NameIx]);

impl Alike<'_> {
    pub(super) fn contains(self, name: NameIx) -> bool {
        self.0.contains(&name)
    }
}

impl Default for Names {
    fn default() -> Self {
        let nothing: Arc<str> = Arc::from("");
        let none = Name {
            written: Arc::clone(&nothing),
            local_start: 0,
            namespace: nothing,
        };
        Self {
            all: vec![none],
            by_text: FxHashMap::default(),
            namespaces: Vec::new(),
        }
    }
}

impl Names {
    pub(super) fn intern(&mut self, written: &str, namespace: &str) -> NameIx {
        if let Some(found) = self.all_written(written).0.iter().find(|&&name| self.namespace(name) == namespace) {
            return *found;
        }
        let ix = NameIx(u32::try_from(self.all.len()).unwrap_or(0));
        let text: Arc<str> = Arc::from(written);
        let local_start = written.find(':').map_or(0, |colon| colon + 1);
        let known = self.namespaces.iter().find(|known| &***known == namespace).cloned();
        let namespace = known.unwrap_or_else(|| {
            let new: Arc<str> = Arc::from(namespace);
            self.namespaces.push(Arc::clone(&new));
            new
        });
        self.all.push(Name {
            written: Arc::clone(&text),
            local_start,
            namespace,
        });
        self.by_text.entry(text).or_default().push(ix);
        ix
    }

    pub(super) fn all_written(&self, written: &str) -> Alike<'_> {
        Alike(self.by_text.get(written).map_or(&[], SmallVec::as_slice))
    }

    pub(super) fn written(&self, name: NameIx) -> &str {
        self.get(name).map_or("", |name| &name.written)
    }

    pub(super) fn local(&self, name: NameIx) -> &str {
        self.get(name).and_then(|name| name.written.get(name.local_start..)).unwrap_or("")
    }

    pub(super) fn namespace(&self, name: NameIx) -> &str {
        self.get(name).map_or("", |name| &name.namespace)
    }

    pub(super) fn has_prefix(&self, name: NameIx) -> bool {
        self.get(name).is_some_and(|name| name.local_start > 0)
    }

    fn get(&self, name: NameIx) -> Option<&Name> {
        self.all.get(name.0 as usize)
    }
}
