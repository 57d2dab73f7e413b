//! Places on Earth: lengths, areas, what lies within what. A point is `latitude longitude [altitude [accuracy]]` in degrees;
//! traces and shapes are points joined by semicolons.

use super::{ANY, Arguments, Function, Outcome, function};
use crate::xpath::error::Error;
use crate::xpath::value::Value;

pub(super) const ALL: &[Function] = &[
    function("area", 1, 1, area),
    function("enclosed-area", 1, 1, area),
    function("distance", 1, ANY, distance),
    function("geofence", 2, 2, geofence),
    function("intersects", 1, 1, intersects),
];

/// The radius at the equator, in metres, as the specification's clients use it.
const RADIUS: f64 = 6_378_100.0;

/// In degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    latitude: f64,
    longitude: f64,
}

impl Point {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace().map(crate::xpath::number::from_text);
        let point = Self {
            latitude: parts.next()?,
            longitude: parts.next()?,
        };
        let is_on_earth = point.latitude.abs() <= 90.0 && point.longitude.abs() <= 180.0;
        (is_on_earth && parts.count() <= 2).then_some(point)
    }

    fn parse_all(text: &str) -> impl Iterator<Item = Option<Self>> {
        text.trim().trim_end_matches(';').split(';').map(Self::parse)
    }
}

/// Whether a text is a place or a row of places.
pub(in crate::xpath) fn is_made_of_places(text: &str) -> bool {
    Point::parse_all(text).all(|point| point.is_some())
}

/// All points of the arguments in order, `None` for what is no point.
fn points(arguments: &Arguments<'_>) -> Result<Vec<Option<Point>>, Error> {
    let mut all = Vec::new();
    for value in arguments.each_from(0)? {
        all.extend(Point::parse_all(&value.into_text(arguments.host())));
    }
    Ok(all)
}

/// To the centimetre.
fn rounded<'a>(measure: f64) -> Value<'a> {
    Value::Number((measure * 100.0).round().abs() / 100.0)
}

/// Square metres of the shape that the points enclose on a sphere (Chamberlain and Duquette 2007); fewer than three enclose nothing.
fn area<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let points = points(arguments)?;
    if points.len() < 3 {
        return Ok(Value::Number(0.0));
    }
    let Some(points) = points.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(Value::Number(f64::NAN));
    };
    let next = points.iter().cycle().skip(1);
    let sum: f64 = points
        .iter()
        .zip(next)
        .map(|(from, to)| {
            (to.longitude - from.longitude).to_radians() * (2.0 + from.latitude.to_radians().sin() + to.latitude.to_radians().sin())
        })
        .sum();
    Ok(rounded(sum * RADIUS * RADIUS / 2.0))
}

/// Metres along the points, on great circles.
fn distance<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let Some(points) = points(arguments)?.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(Value::Number(f64::NAN));
    };
    if points.len() < 2 {
        return Ok(Value::Number(f64::NAN));
    }
    let length: f64 = points
        .windows(2)
        .map(|pair| if let [from, to] = pair { great_circle(*from, *to) } else { 0.0 })
        .sum();
    Ok(rounded(length))
}

/// The haversine formula, which stays exact for points that lie close together.
fn great_circle(from: Point, to: Point) -> f64 {
    let half_sine = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let across = from.latitude.to_radians().cos() * to.latitude.to_radians().cos() * half_sine(to.longitude - from.longitude);
    let chord = half_sine(to.latitude - from.latitude) + across;
    2.0 * chord.sqrt().min(1.0).asin() * RADIUS
}

/// Whether a point lies within a shape.
fn geofence<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let point = Point::parse(&arguments.text(0)?).ok_or_else(|| arguments.refuse("geofence needs a point"))?;
    let shape = Point::parse_all(&arguments.text(1)?)
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| arguments.refuse("geofence needs a shape"))?;
    Ok(Value::Boolean(contains(&shape, point)))
}

/// Counts the sides that a ray to the east crosses.
fn contains(shape: &[Point], point: Point) -> bool {
    let next = shape.iter().cycle().skip(1);
    let crossings = shape.iter().zip(next).filter(|(from, to)| {
        let spans = (from.latitude > point.latitude) != (to.latitude > point.latitude);
        let at = from.longitude + (point.latitude - from.latitude) / (to.latitude - from.latitude) * (to.longitude - from.longitude);
        spans && point.longitude < at
    });
    crossings.count() % 2 == 1
}

/// Whether a trace or the outline of a shape crosses itself.
fn intersects<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let Some(points) = points(arguments)?.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(Value::Boolean(false));
    };
    let sides: Vec<(Point, Point)> = points
        .iter()
        .copied()
        .zip(points.iter().copied().skip(1))
        .filter(|(from, to)| from != to)
        .collect();
    let is_closed = points.len() > 2 && points.first() == points.last();
    let crosses = sides.iter().enumerate().any(|(first, one)| {
        sides.iter().enumerate().skip(first + 2).any(|(second, other)| {
            let are_joined = is_closed && first == 0 && second + 1 == sides.len();
            !are_joined && meet(*one, *other)
        })
    });
    Ok(Value::Boolean(crosses))
}

/// Whether two sides have a point in common.
fn meet(one: (Point, Point), other: (Point, Point)) -> bool {
    let (a, b) = (turn(one, other.0), turn(one, other.1));
    let (c, d) = (turn(other, one.0), turn(other, one.1));
    if a * b < 0.0 && c * d < 0.0 {
        return true;
    }
    (a == 0.0 && is_between(one, other.0))
        || (b == 0.0 && is_between(one, other.1))
        || (c == 0.0 && is_between(other, one.0))
        || (d == 0.0 && is_between(other, one.1))
}

/// Positive to the left of a side, negative to its right, zero on its line.
fn turn((from, to): (Point, Point), point: Point) -> f64 {
    (to.longitude - from.longitude) * (point.latitude - from.latitude) - (to.latitude - from.latitude) * (point.longitude - from.longitude)
}

/// Whether a point on a side's line is on the side.
fn is_between((from, to): (Point, Point), point: Point) -> bool {
    let within = |a: f64, b: f64, x: f64| a.min(b) <= x && x <= a.max(b);
    within(from.longitude, to.longitude, point.longitude) && within(from.latitude, to.latitude, point.latitude)
}
