//! Dates and times: reading, writing, counting in days.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::{Arguments, Function, Outcome, function};
use crate::xpath::error::Error;
use crate::xpath::moment::{self, Moment};
use crate::xpath::value::Value;

pub(super) const ALL: &[Function] = &[
    function("today", 0, 0, |arguments| {
        Ok(written(Moment::of_day(arguments.host().now().date(), zone(arguments))))
    }),
    function("now", 0, 0, |arguments| {
        Ok(Value::Moment(Moment::of(arguments.host().now().timestamp())))
    }),
    function("date", 1, 1, date),
    function("date-time", 1, 1, |arguments| {
        Ok(written(moment(arguments, 0)?.map(|moment| Moment {
            is_whole_day: false,
            ..moment
        })))
    }),
    function("decimal-date-time", 1, 1, decimal_date_time),
    function("decimal-time", 1, 1, decimal_time),
    function("format-date", 2, 2, format_date),
    function("format-date-time", 2, 2, format_date),
];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

fn zone<'a>(arguments: &Arguments<'a>) -> &'a TimeZone {
    arguments.host().now().time_zone()
}

/// What is no date is empty.
fn written<'a>(moment: Option<Moment>) -> Value<'a> {
    moment.map_or(Value::from(""), Value::Moment)
}

/// The moment that an argument means: a day number or a text.
fn moment(arguments: &Arguments<'_>, ix: usize) -> Result<Option<Moment>, Error> {
    Ok(match arguments.value(ix)? {
        Value::Moment(moment) => Some(moment),
        Value::Number(days) => Moment::from_days(days),
        Value::Boolean(_) => None,
        text => parse(&text.into_text(arguments.host()), zone(arguments)),
    })
}

/// A date as people write it too, without zeros before month and day.
fn parse(text: &str, zone: &TimeZone) -> Option<Moment> {
    Moment::parse(text, zone).or_else(|| {
        let (day, time) = text
            .trim()
            .split_once('T')
            .map_or((text.trim(), None), |(day, time)| (day, Some(time)));
        let mut parts = day.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let padded = match (parts.next(), time) {
            (Some(_), _) => return None,
            (None, None) => format!("{year}-{month:0>2}-{day:0>2}"),
            (None, Some(time)) => format!("{year}-{month:0>2}-{day:0>2}T{time}"),
        };
        Moment::parse(&padded, zone)
    })
}

/// A day, unless the moment is not the first of its day on the host's clock: `today() + 1` is tomorrow.
fn date<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let day_or_moment = |moment: Moment| {
        let zoned = moment.zoned(zone(arguments));
        let is_first = zoned.start_of_day().is_ok_and(|first| first == zoned);
        if is_first {
            Moment::of_day(zoned.date(), zone(arguments))
        } else {
            Some(moment)
        }
    };
    Ok(written(moment(arguments, 0)?.and_then(day_or_moment)))
}

fn decimal_date_time<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    Ok(Value::Number(moment(arguments, 0)?.map_or(f64::NAN, Moment::days)))
}

/// The fraction of the day that has passed on the host's clock, of a time or of a moment.
fn decimal_time<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let value = arguments.value(0)?;
    let text = value.to_text(arguments.host());
    let clock = match moment::parse_time(text.trim()) {
        Some((time, None)) => Some(time),
        Some((time, Some(offset))) => {
            let that_day = arguments.host().now().date().to_datetime(time).to_zoned(TimeZone::fixed(offset));
            that_day.ok().map(|moment| moment.with_time_zone(zone(arguments).clone()).time())
        }
        None => moment(arguments, 0)?.map(|moment| moment.zoned(zone(arguments)).time()),
    };
    let fraction = clock.map(|time| {
        let passed = time.duration_since(jiff::civil::Time::midnight());
        passed.as_secs_f64() / 86_400.0
    });
    Ok(Value::Number(fraction.unwrap_or(f64::NAN)))
}

/// A date in the form that the second argument shows; empty when it is no date.
fn format_date<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let Some(moment) = moment(arguments, 0)? else {
        return Ok(Value::from(""));
    };
    let zoned = moment.zoned(zone(arguments));
    let format = arguments.text(1)?;
    let mut written = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            written.push(character);
            continue;
        }
        match characters.next() {
            None => written.push('%'),
            Some(escape) => match escaped(escape, &zoned) {
                Some(text) => written.push_str(&text),
                None => written.extend(['%', escape]),
            },
        }
    }
    Ok(Value::from(written))
}

/// What `%` and a letter stand for; `None` when the specification knows none such.
fn escaped(escape: char, zoned: &Zoned) -> Option<String> {
    Some(match escape {
        '%' => "%".to_owned(),
        'Y' => format!("{:04}", zoned.year()),
        'y' => format!("{:02}", zoned.year().rem_euclid(100)),
        'm' => format!("{:02}", zoned.month()),
        'n' => zoned.month().to_string(),
        'b' => MONTHS.get(usize::try_from(zoned.month()).ok()?.checked_sub(1)?)?.to_string(),
        'd' => format!("{:02}", zoned.day()),
        'e' => zoned.day().to_string(),
        'H' => format!("{:02}", zoned.hour()),
        'h' => zoned.hour().to_string(),
        'M' => format!("{:02}", zoned.minute()),
        'S' => format!("{:02}", zoned.second()),
        '3' => format!("{:03}", zoned.millisecond()),
        'a' => WEEKDAYS
            .get(usize::try_from(zoned.weekday().to_sunday_zero_offset()).ok()?)?
            .to_string(),
        'w' => zoned.weekday().to_sunday_zero_offset().to_string(),
        'W' => zoned.date().iso_week_date().week().to_string(),
        _ => return None,
    })
}
