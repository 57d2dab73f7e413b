//! The two languages of the program's own words. A form's languages are its own affair.

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Vietnamese: what is spoken unless something else is asked for.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// `vi` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// Its name in itself, for a menu.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vi => "Tiếng Việt",
            Self::En => "English",
        }
    }

    /// The language of a locale such as `vi_VN.UTF-8` or `en-GB`; `None` for any other, so that `C` does not mean English.
    pub fn from_locale(locale: &str) -> Option<Self> {
        let language = locale.split(['_', '-', '.', '@']).next()?;
        Self::ALL.into_iter().find(|lang| language.eq_ignore_ascii_case(lang.code()))
    }
}

impl std::str::FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(code: &str) -> Result<Self, UnknownLang> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.code() == code)
            .ok_or_else(|| UnknownLang(code.to_owned()))
    }
}

/// A code that is neither `vi` nor `en`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such language: `{0}`; there are `vi` and `en`")]
pub struct UnknownLang(pub String);

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn a_locale_names_a_language_of_the_catalogue_or_none() {
        #[track_caller]
        fn case(locale: &str, expected: Option<Lang>) {
            assert_eq!(Lang::from_locale(locale), expected, "{locale}");
        }
        case("vi_VN.UTF-8", Some(Lang::Vi));
        case("en-GB", Some(Lang::En));
        case("EN", Some(Lang::En));
        case("fr_FR", None);
        case("C.UTF-8", None);
        case("english", None);
        case("", None);
    }
}
