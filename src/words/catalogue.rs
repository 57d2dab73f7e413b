//! The catalogue: messages by key, in both languages, compiled into the program.
//!
//! A key that is missing is said as itself: an ugly screen, never a crash. Numbers given as arguments are written in the language's
//! way (`2.000` in Vietnamese); a year or a code is therefore given as text.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Lang, writing};

/// What fills a variable of a message: made with `.into()` from a text or a number.
pub type Argument<'a> = FluentValue<'a>;

type Bundle = FluentBundle<FluentResource>;

/// One line for each file of `assets/words/vi` and its twin in `assets/words/en`.
macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        const VI: &[(&str, &str)] = &[$(($area, include_str!(concat!("../../assets/words/vi/", $area, ".ftl")))),*];
        const EN: &[(&str, &str)] = &[$(($area, include_str!(concat!("../../assets/words/en/", $area, ".ftl")))),*];
    };
}

areas![
    "answer", "cli", "desk", "field", "findings", "home", "index", "judge", "loose", "merge", "practice", "privacy", "publish", "refusals",
    "start", "store", "words",
];

static VI_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Vi));
static EN_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En));

fn sources(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::Vi => VI,
        Lang::En => EN,
    }
}

fn bundle(lang: Lang) -> Bundle {
    let locale: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation marks are for mixed writing directions; here they would end up in files and in the terminal.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::Vi => |value, _| grouped(Lang::Vi, value),
        Lang::En => |value, _| grouped(Lang::En, value),
    }));
    for (_, source) in sources(lang) {
        // A file with a mistake gives what could be read of it; the tests below refuse both a mistake and a key said twice.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn grouped(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let is_whole = number.value.fract() == 0.0 && number.options.minimum_fraction_digits.is_none_or(|digits| digits == 0);
    Some(if is_whole {
        writing::integer(lang, number.value as i64)
    } else {
        number.as_string().replace('.', writing::decimal_mark(lang))
    })
}

/// The catalogue in one language: a handle that is free to copy.
#[derive(Clone, Copy)]
pub struct Words {
    lang: Lang,
    bundle: &'static Bundle,
}

impl Words {
    /// The catalogue in `lang`.
    pub fn new(lang: Lang) -> Self {
        let bundle = match lang {
            Lang::Vi => &*VI_BUNDLE,
            Lang::En => &*EN_BUNDLE,
        };
        Self { lang, bundle }
    }

    /// The language spoken.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// Whether there is a message with this key.
    pub fn has(self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The message `key`; the key itself where there is none.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The message `key` with its variables filled in.
    ///
    /// ```
    /// use phieu::words::{Lang, Words};
    /// let words = Words::new(Lang::En);
    /// assert_eq!(words.say_with("no-such-key", &[("n", 3.into())]), "no-such-key");
    /// ```
    pub fn say_with(self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }

    /// [`decimal`](super::decimal) in this language.
    pub fn decimal(self, value: f64, digits: usize) -> String {
        writing::decimal(self.lang, value, digits)
    }

    /// [`integer`](super::integer) in this language.
    pub fn integer(self, value: i64) -> String {
        writing::integer(self.lang, value)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.lang).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Message, Resource};
    use fluent_syntax::{parser, serializer};

    use super::*;

    /// Key → the variables that its message uses.
    fn messages(lang: Lang, area: &str) -> BTreeMap<String, BTreeSet<String>> {
        let (_, source) = sources(lang).iter().find(|(name, _)| *name == area).unwrap();
        let resource = parser::parse(*source).unwrap_or_else(|(_, errors)| panic!("{}/{area}.ftl: {errors:?}", lang.code()));
        let mut found = BTreeMap::new();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            let earlier = found.insert(key.clone(), variables(message));
            assert!(earlier.is_none(), "{}/{area}.ftl says `{key}` twice", lang.code());
        }
        found
    }

    fn variables(message: Message<&str>) -> BTreeSet<String> {
        let text = serializer::serialize(&Resource {
            body: vec![Entry::Message(message)],
        });
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        text.split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| is_name(*c)).collect())
            .collect()
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_variables() {
        for (area, _) in VI {
            assert_eq!(messages(Lang::Vi, area), messages(Lang::En, area), "{area}.ftl");
        }
    }

    #[test]
    fn a_key_has_one_home() {
        let mut homes = BTreeMap::new();
        for (area, _) in VI {
            for key in messages(Lang::Vi, area).into_keys() {
                let other = homes.insert(key.clone(), *area);
                assert!(other.is_none(), "`{key}` is in {area}.ftl and in {}.ftl", other.unwrap());
            }
        }
    }

    #[test]
    fn every_file_of_words_is_in_the_catalogue() {
        for lang in Lang::ALL {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("assets/words")
                .join(lang.code());
            let files: BTreeSet<String> = folder
                .read_dir()
                .unwrap()
                .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            let listed: BTreeSet<String> = sources(lang).iter().map(|(area, _)| (*area).to_owned()).collect();
            assert_eq!(files, listed, "{}", lang.code());
        }
    }

    #[test]
    fn numbers_in_a_message_are_written_in_its_language_and_without_marks() {
        let say = |lang| Words::new(lang).say_with("words-sample", &[("n", 2000.into()), ("value", 0.5.into()), ("name", "Hoà".into())]);
        assert_eq!(say(Lang::Vi), "Hoà: 2.000 phiếu, 0,5");
        assert_eq!(say(Lang::En), "Hoà: 2,000 forms, 0.5");
    }

    #[test]
    fn a_missing_key_is_said_as_itself() {
        assert_eq!(Words::new(Lang::Vi).say("nothing-of-the-kind"), "nothing-of-the-kind");
    }
}
