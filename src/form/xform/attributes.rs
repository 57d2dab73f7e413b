//! Attributes by the prefixes of the specification, whatever prefix the author bound to the namespace.

use crate::xpath::{Document, NodeIx};

pub(super) const NAMESPACES: [(&str, &str); 5] = [
    ("jr", "http://openrosa.org/javarosa"),
    ("odk", "http://www.opendatakit.org/xforms"),
    ("orx", "http://openrosa.org/xforms"),
    ("entities", "http://www.opendatakit.org/xforms/entities"),
    ("phieu", super::NAMESPACE),
];

/// The prefix of the specification and the local name of an attribute; the prefix as written where its namespace is none of those.
pub(super) fn meant(document: &Document, attribute: NodeIx) -> (&str, &str) {
    let (name, local) = (document.name(attribute), document.local_name(attribute));
    let Some(written) = name.strip_suffix(local).and_then(|prefix| prefix.strip_suffix(':')) else {
        return ("", name);
    };
    let namespace = document.namespace(attribute);
    let known = NAMESPACES.iter().find(|(_, known)| *known == namespace);
    (known.map_or(written, |(prefix, _)| prefix), local)
}

/// Whether a name is written with the prefix of the specification.
pub(super) fn bears(name: &str, prefix: &str) -> bool {
    prefix.is_empty() || name.strip_prefix(prefix).is_some_and(|local| local.starts_with(':'))
}

/// The value of an attribute by its name with the specification's prefix.
pub(super) fn attribute<'d>(document: &'d Document, element: NodeIx, name: &str) -> Option<&'d str> {
    document.attributes(element).next()?;
    document.attribute(element, name).or_else(|| {
        let (prefix, local) = name.split_once(':')?;
        let (_, namespace) = NAMESPACES.iter().find(|(known, _)| *known == prefix)?;
        let mut attributes = document.attributes(element);
        let found = attributes.find(|&at| document.local_name(at) == local && document.namespace(at) == *namespace)?;
        document.attribute(element, document.name(found))
    })
}

/// The attributes of an element other than those named, by their names as written.
pub(super) fn others<'d>(document: &'d Document, element: NodeIx, known: &'d [&str]) -> impl Iterator<Item = (&'d str, &'d str)> {
    let names = document.attributes(element).map(|at| document.name(at));
    let unknown = names.filter(|name| !known.contains(name) && !name.starts_with("xmlns"));
    unknown.filter_map(move |name| Some((name, document.attribute(element, name)?)))
}
