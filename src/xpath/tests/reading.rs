//! What is read, and how it is refused.

use crate::xpath::{ErrorKind, Expression};

#[test]
fn prints_what_it_read() {
    #[track_caller]
    fn case(source: &str, printed: &str) {
        let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{error}\n{}", error.caret(source)));
        assert_eq!(expression.to_string(), printed);
        assert_eq!(Expression::parse(printed).unwrap().to_string(), printed);
    }
    case("1+2*3", "1 + 2 * 3");
    case("(1+2)*3", "(1 + 2) * 3");
    case("1-(2-3)", "1 - (2 - 3)");
    case("--1", "--1");
    case("-(1+2)", "-(1 + 2)");
    case("-a|b", "-a | b");
    case("(-a)|b", "(-a) | b");
    case("* * *", "* * *");
    case("div div mod mod mod", "div div mod mod mod");
    case("1 or1", "1 or 1");
    case("1div1", "1 div 1");
    case("'1'or'1'", "'1' or '1'");
    case("(/)*2", "(/) * 2");
    case("/", "/");
    case("//a/..//@b", "//a/..//@b");
    case("/data/v[position()=1]/s", "/data/v[position() = 1]/s");
    case(
        "instance('x')/root/item[a=current()/../b]",
        "instance('x')/root/item[a = current()/../b]",
    );
    case("(a|b)[1]/c", "(a | b)[1]/c");
    case("ancestor-or-self::jr:*[1]", "ancestor-or-self::jr:*[1]");
    case("if (true(), \"it's\", .5)", "if(true(), \"it's\", 0.5)");
    case(
        "processing-instruction('a') | text() | comment()",
        "processing-instruction('a') | text() | comment()",
    );
    case("tuổi >= 18 and họ-tên != ''", "tuổi >= 18 and họ-tên != ''");
}

#[test]
fn points_at_what_it_refuses() {
    #[track_caller]
    fn case(source: &str, kind: ErrorKind, caret: &str) {
        let error = Expression::parse(source).unwrap_err();
        assert_eq!(error.kind, kind);
        assert_eq!(error.caret(source), format!("{source}\n{caret}"));
    }
    case("1 + ", ErrorKind::UnexpectedEnd, "    ^");
    case("a = 'b", ErrorKind::UnclosedText, "    ^^");
    case("a OR b", ErrorKind::UnexpectedToken("OR".into()), "  ^^");
    case("tuổi # 3", ErrorKind::UnexpectedCharacter('#'), "     ^");
    case("a[1", ErrorKind::UnexpectedEnd, "   ^");
    case("up::a", ErrorKind::UnknownAxis("up".into()), "^^");
    case("f(1,)", ErrorKind::UnexpectedToken(")".into()), "    ^");
    case("$x", ErrorKind::UnexpectedCharacter('$'), "^");
}

#[test]
fn refuses_what_is_nested_without_end() {
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(Expression::parse(&deep).unwrap_err().kind, ErrorKind::TooDeep);
    let minus = format!("{}1", "-".repeat(100_000));
    assert_eq!(Expression::parse(&minus).unwrap_err().kind, ErrorKind::TooDeep);
    let rows = (0..100).fold("1".to_owned(), |inside, _| format!("({inside}){}", "+1".repeat(900)));
    assert_eq!(Expression::parse(&rows).unwrap_err().kind, ErrorKind::TooDeep);
    let beside = format!("({0}) * ({0}) * ({0})", format!("1{}", "+1".repeat(900)));
    assert!(Expression::parse(&beside).is_ok());
    let long = format!("1{}", "+1".repeat(100_000));
    assert_eq!(Expression::parse(&long).unwrap_err().kind, ErrorKind::TooDeep);
}
