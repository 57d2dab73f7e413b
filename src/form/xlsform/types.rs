//! The `type` column: what a row begins, ends or asks.

use super::super::DataType;
use super::super::finding::nearest;

/// What a row of the survey sheet is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowType {
    /// `begin_group`, `begin_repeat`.
    Begin(Container),
    /// `end_group`, `end_repeat`.
    End(Container),
    /// `begin_loop over list`: rows repeated for each choice.
    BeginLoop {
        /// The list.
        list: String,
    },
    /// `end_loop`.
    EndLoop,
    /// A question with choices.
    Select(SelectType),
    /// Any other question.
    Plain(&'static PlainType),
    /// `xml-external`, `csv-external`: a file that expressions read; the name is the instance's.
    External {
        /// `xml` or `csv`.
        extension: &'static str,
    },
    /// A setting written on the survey sheet.
    Setting(&'static str),
}

/// What holds rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// A group.
    Group,
    /// A repeat.
    Repeat,
}

impl Container {
    /// As the standard writes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
        }
    }

    /// What begins it.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Self::Group => "begin_group",
            Self::Repeat => "begin_repeat",
        }
    }
}

/// The parts of `select_one list or_other`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SelectType {
    /// What is stored.
    pub(super) data: DataType,
    /// The standard's name, aliases resolved.
    pub(super) name: &'static str,
    /// A list, a file, or `${question}` for earlier answers.
    pub(super) list: String,
    /// An open answer is added.
    pub(super) has_other: bool,
    /// The list is a file.
    pub(super) is_from_file: bool,
    /// The list is on the sheet `external_choices`.
    pub(super) is_external: bool,
}

/// A type without choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainType {
    /// The standard's name.
    pub(super) name: &'static str,
    /// What is stored.
    pub(super) data: DataType,
    /// Whether a control asks for it.
    pub(super) is_asked: bool,
    /// A constraint that comes with the type.
    pub(super) constraint: Option<&'static str>,
}

const fn asked(name: &'static str, data: DataType) -> PlainType {
    PlainType {
        name,
        data,
        is_asked: true,
        constraint: None,
    }
}

const fn bounded(name: &'static str, constraint: &'static str) -> PlainType {
    PlainType {
        name,
        data: DataType::Integer,
        is_asked: true,
        constraint: Some(constraint),
    }
}

const fn filled_in(name: &'static str, data: DataType) -> PlainType {
    PlainType {
        name,
        data,
        is_asked: false,
        constraint: None,
    }
}

const PLAIN: &[PlainType] = &[
    asked("text", DataType::Text),
    asked("integer", DataType::Integer),
    asked("decimal", DataType::Decimal),
    asked("date", DataType::Date),
    asked("time", DataType::Time),
    asked("dateTime", DataType::DateTime),
    asked("note", DataType::Note),
    asked("acknowledge", DataType::Acknowledge),
    asked("range", DataType::Range),
    asked("barcode", DataType::Barcode),
    asked("geopoint", DataType::Geopoint),
    asked("geotrace", DataType::Geotrace),
    asked("geoshape", DataType::Geoshape),
    asked("image", DataType::Image),
    asked("audio", DataType::Audio),
    asked("video", DataType::Video),
    asked("file", DataType::File),
    asked("osm", DataType::File),
    bounded("percentage", "0 <= . and . <= 100"),
    bounded("number of days in last month", "0 <= . and . <= 31"),
    bounded("number of days in last six months", "0 <= . and . <= 183"),
    bounded("number of days in last year", "0 <= . and . <= 365"),
    PlainType {
        name: "phone number",
        data: DataType::Text,
        is_asked: true,
        constraint: Some("regex(., '^\\d*$')"),
    },
    filled_in("calculate", DataType::Text),
    filled_in("hidden", DataType::Text),
    filled_in("start", DataType::Metadata),
    filled_in("end", DataType::Metadata),
    filled_in("today", DataType::Metadata),
    filled_in("deviceid", DataType::Metadata),
    filled_in("subscriberid", DataType::Metadata),
    filled_in("simserial", DataType::Metadata),
    filled_in("phonenumber", DataType::Metadata),
    filled_in("username", DataType::Metadata),
    filled_in("email", DataType::Metadata),
    filled_in("uri:deviceid", DataType::Metadata),
    filled_in("uri:subscriberid", DataType::Metadata),
    filled_in("uri:simserial", DataType::Metadata),
    filled_in("uri:phonenumber", DataType::Metadata),
    filled_in("uri:username", DataType::Metadata),
    filled_in("uri:email", DataType::Metadata),
    filled_in("audit", DataType::Metadata),
    filled_in("instanceID", DataType::Metadata),
    filled_in("start-geopoint", DataType::Metadata),
    filled_in("background-geopoint", DataType::Metadata),
    filled_in("background-audio", DataType::Metadata),
];

const PLAIN_ALIASES: &[(&str, &str)] = &[
    ("string", "text"),
    ("q string", "text"),
    ("add text prompt", "text"),
    ("int", "integer"),
    ("q int", "integer"),
    ("add integer prompt", "integer"),
    ("q decimal", "decimal"),
    ("add decimal prompt", "decimal"),
    ("q date", "date"),
    ("add date prompt", "date"),
    ("datetime", "dateTime"),
    ("date time", "dateTime"),
    ("q datetime", "dateTime"),
    ("q date time", "dateTime"),
    ("add date time prompt", "dateTime"),
    ("add datetime prompt", "dateTime"),
    ("q note", "note"),
    ("add note prompt", "note"),
    ("trigger", "acknowledge"),
    ("q acknowledge", "acknowledge"),
    ("add acknowledge prompt", "acknowledge"),
    ("q barcode", "barcode"),
    ("add barcode prompt", "barcode"),
    ("gps", "geopoint"),
    ("location", "geopoint"),
    ("q location", "geopoint"),
    ("q geopoint", "geopoint"),
    ("add location prompt", "geopoint"),
    ("q geotrace", "geotrace"),
    ("q geoshape", "geoshape"),
    ("photo", "image"),
    ("q image", "image"),
    ("q picture", "image"),
    ("add image prompt", "image"),
    ("add photo prompt", "image"),
    ("q audio", "audio"),
    ("add audio prompt", "audio"),
    ("q video", "video"),
    ("add video prompt", "video"),
    ("add file prompt", "file"),
    ("q calculate", "calculate"),
    ("add calculate prompt", "calculate"),
    ("get start time", "start"),
    ("start time", "start"),
    ("get end time", "end"),
    ("end time", "end"),
    ("get today", "today"),
    ("imei", "deviceid"),
    ("device id", "deviceid"),
    ("get device id", "deviceid"),
    ("subscriber id", "subscriberid"),
    ("get subscriber id", "subscriberid"),
    ("sim id", "simserial"),
    ("get sim id", "simserial"),
    ("get phone number", "phonenumber"),
];

/// The longest come first, so that `select_one_from_file` is not read as `select_one` with a list `_from_file`.
const SELECTS: &[(&str, &str)] = &[
    ("select_multiple_from_file", "select_multiple_from_file"),
    ("select multiple from file", "select_multiple_from_file"),
    ("select_one_from_file", "select_one_from_file"),
    ("select one from file", "select_one_from_file"),
    ("select_one_external", "select_one_external"),
    ("select one external", "select_one_external"),
    ("add select multiple prompt using", "select_multiple"),
    ("add select one prompt using", "select_one"),
    ("select all that apply from", "select_multiple"),
    ("select all that apply", "select_multiple"),
    ("select multiple from", "select_multiple"),
    ("select multiple using", "select_multiple"),
    ("select one from", "select_one"),
    ("select one using", "select_one"),
    ("select_multiple", "select_multiple"),
    ("select multiple", "select_multiple"),
    ("select_one", "select_one"),
    ("select one", "select_one"),
    ("select1", "select_one"),
    ("rank", "rank"),
];

const CONTAINERS: &[(&str, Container)] = &[
    ("group", Container::Group),
    ("repeat", Container::Repeat),
    ("lgroup", Container::Repeat),
    ("looped group", Container::Repeat),
];

const SETTINGS: &[(&str, &str)] = &[
    ("form_title", "form_title"),
    ("set form title", "form_title"),
    ("set_form_title", "form_title"),
    ("form_id", "form_id"),
    ("set form id", "form_id"),
    ("set_form_id", "form_id"),
];

impl RowType {
    /// Understands a cell of the `type` column; `Err` holds the nearest type that there is.
    pub(super) fn parse(cell: &str) -> Result<Self, Option<String>> {
        let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let lower = text.to_lowercase();
        if let Some(container) = container(&lower, "begin") {
            return Ok(Self::Begin(container));
        }
        if let Some(container) = container(&lower, "end") {
            return Ok(Self::End(container));
        }
        if let Some(row_type) = of_loop(&text, &lower) {
            return Ok(row_type);
        }
        if let Some(select) = select(&text, &lower) {
            return Ok(Self::Select(select));
        }
        if let Some((_, key)) = SETTINGS.iter().find(|(name, _)| *name == lower) {
            return Ok(Self::Setting(key));
        }
        match lower.as_str() {
            "xml-external" => return Ok(Self::External { extension: "xml" }),
            "csv-external" => return Ok(Self::External { extension: "csv" }),
            _ => {}
        }
        // The tags of a map feature are for a phone's map; the answer is a file either way.
        let name = if lower.starts_with("osm ") { "osm" } else { &lower };
        plain(name).map(Self::Plain).ok_or_else(|| suggestion(&lower))
    }
}

/// The program whose own type this is: its forms are refused by name, not as a slip of the keys.
pub(super) fn foreign(cell: &str) -> Option<&'static str> {
    const FOREIGN: [(&str, &str); 10] = [
        ("begin_kobomatrix", "KoboToolbox"),
        ("end_kobomatrix", "KoboToolbox"),
        ("begin_score", "KoboToolbox"),
        ("end_score", "KoboToolbox"),
        ("score__row", "KoboToolbox"),
        ("begin_rank", "KoboToolbox"),
        ("end_rank", "KoboToolbox"),
        ("rank__level", "KoboToolbox"),
        ("text_audit", "SurveyCTO"),
        ("calculate_here", "SurveyCTO"),
    ];
    let words = cell.to_lowercase().split_whitespace().collect::<Vec<_>>().join("_");
    FOREIGN.iter().find(|(name, _)| words == *name).map(|(_, program)| *program)
}

/// The type of this name or alias.
pub(super) fn plain(name: &str) -> Option<&'static PlainType> {
    let spaced = name.replace('_', " ");
    let alias = PLAIN_ALIASES.iter().find(|(alias, _)| *alias == name || *alias == spaced);
    let name = alias.map_or(name, |(_, name)| name);
    PLAIN
        .iter()
        .find(|plain| plain.name.eq_ignore_ascii_case(name) || plain.name == spaced)
}

fn container(lower: &str, verb: &str) -> Option<Container> {
    let rest = lower.strip_prefix(verb)?.strip_prefix([' ', '_'])?;
    CONTAINERS.iter().find(|(name, _)| *name == rest).map(|(_, container)| *container)
}

fn of_loop(text: &str, lower: &str) -> Option<RowType> {
    if matches!(lower, "end loop" | "end_loop") {
        return Some(RowType::EndLoop);
    }
    let rest = ["begin loop ", "begin_loop "].iter().find_map(|begin| lower.strip_prefix(begin))?;
    // The list's name as written: only what stands before it is free in case.
    let list = text.get(text.len() - rest.strip_prefix("over ").unwrap_or(rest).len()..)?;
    (!list.contains(' ')).then(|| RowType::BeginLoop { list: list.to_owned() })
}

fn select(text: &str, lower: &str) -> Option<SelectType> {
    let (command, name) = SELECTS
        .iter()
        .find(|(command, _)| lower.strip_prefix(command).is_some_and(|rest| rest.starts_with(' ')))?;
    let rest = text.get(command.len()..)?.trim();
    let other = ["or_other", "or other", "or specify other"]
        .into_iter()
        .find_map(|suffix| rest.strip_suffix(suffix)?.strip_suffix(' '));
    let list = other.unwrap_or(rest).trim();
    if list.is_empty() || list.contains(' ') {
        return None;
    }
    let data = match *name {
        "rank" => DataType::Rank,
        "select_multiple" | "select_multiple_from_file" => DataType::SelectMultiple,
        _ => DataType::SelectOne,
    };
    Some(SelectType {
        data,
        name,
        list: list.to_owned(),
        has_other: other.is_some(),
        is_from_file: name.ends_with("_from_file"),
        is_external: *name == "select_one_external",
    })
}

fn suggestion(lower: &str) -> Option<String> {
    let containers = ["begin_group", "end_group", "begin_repeat", "end_repeat"];
    if let Some(found) = nearest(lower, PLAIN.iter().map(|plain| plain.name).chain(containers)) {
        return Some(found);
    }
    let (command, list) = lower.split_once(' ')?;
    let commands = SELECTS.iter().map(|(command, _)| *command).filter(|command| !command.contains(' '));
    nearest(command, commands).map(|command| format!("{command} {list}"))
}

#[cfg(test)]
mod tests {
    use super::{Container, DataType, RowType, foreign};

    #[test]
    fn types_are_understood_with_their_aliases() {
        #[track_caller]
        fn plain(cell: &str, expected: &str) {
            assert!(
                matches!(RowType::parse(cell), Ok(RowType::Plain(plain)) if plain.name == expected),
                "{cell}"
            );
        }
        plain("integer", "integer");
        plain("int", "integer");
        plain("Text", "text");
        plain("datetime", "dateTime");
        plain("photo", "image");
        plain("phone number", "phone number");
        assert_eq!(RowType::parse("begin repeat"), Ok(RowType::Begin(Container::Repeat)));
        assert_eq!(RowType::parse("end_group"), Ok(RowType::End(Container::Group)));
    }

    #[test]
    fn selects_name_a_list() {
        #[track_caller]
        fn case(cell: &str, name: &str, data: DataType, list: &str, has_other: bool) {
            let Ok(RowType::Select(select)) = RowType::parse(cell) else {
                panic!("{cell}")
            };
            assert_eq!(
                (select.name, select.data, select.list.as_str(), select.has_other),
                (name, data, list, has_other)
            );
        }
        case("select_one yn", "select_one", DataType::SelectOne, "yn", false);
        case(
            "select multiple Kênh or_other",
            "select_multiple",
            DataType::SelectMultiple,
            "Kênh",
            true,
        );
        case(
            "select_one_from_file Xã.csv",
            "select_one_from_file",
            DataType::SelectOne,
            "Xã.csv",
            false,
        );
        case("rank r", "rank", DataType::Rank, "r", false);
    }

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        #[track_caller]
        fn case(cell: &str, expected: Option<&str>) {
            assert_eq!(RowType::parse(cell).unwrap_err().as_deref(), expected, "{cell}");
        }
        case("intger", Some("integer"));
        case("select_on yn", Some("select_one yn"));
        case("begin_grup", Some("begin_group"));
        case("begin dancing", None);
        case("select_one", None);
    }

    #[test]
    fn what_another_program_made_up_is_known_by_its_program() {
        #[track_caller]
        fn case(cell: &str, expected: Option<&str>) {
            assert_eq!(foreign(cell), expected, "{cell}");
        }
        case("begin_kobomatrix", Some("KoboToolbox"));
        case("begin score", Some("KoboToolbox"));
        case("rank__level", Some("KoboToolbox"));
        case("text audit", Some("SurveyCTO"));
        case("begin_group", None);
    }
}
