//! A page for people, in one language: headings, sentences and tables as plain HTML, no scripts, nothing from elsewhere.

use crate::words::Words;

/// A page being written.
pub(super) struct Page {
    words: Words,
    lines: Vec<String>,
}

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}\
                     table{border-collapse:collapse;margin:1em 0}th,td{border-bottom:1px solid #ccc;padding:.3em 1em .3em 0;text-align:left}";

impl Page {
    /// A page about something, which has this title.
    pub(super) fn begin(words: Words, about: &str) -> Self {
        let name = escape(&words.say("publish-page-title"));
        let lines = vec![
            "<!doctype html>".to_owned(),
            format!("<html lang=\"{}\">", words.lang().code()),
            "<meta charset=\"utf-8\">".to_owned(),
            format!("<title>{name}</title>"),
            format!("<style>{STYLE}</style>"),
            format!("<h1>{name}</h1>"),
            format!("<p>{}</p>", escape(about)),
        ];
        Self { words, lines }
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.lines.push(format!("<p>{}</p>", escape(text)));
    }

    pub(super) fn heading(&mut self, key: &str) {
        self.lines.push(format!("<h2>{}</h2>", escape(&self.words.say(key))));
    }

    /// A table; a head without a key is empty.
    pub(super) fn table(&mut self, heads: &[&str], rows: Vec<Vec<String>>) {
        let say = |key: &&str| if key.is_empty() { String::new() } else { self.words.say(key) };
        let heads: Vec<String> = heads.iter().map(say).collect();
        self.lines.push("<table>".to_owned());
        self.lines.push(row("th", &heads));
        self.lines.extend(rows.iter().map(|cells| row("td", cells)));
        self.lines.push("</table>".to_owned());
    }

    pub(super) fn end(mut self) -> String {
        self.lines.push("</html>\n".to_owned());
        self.lines.join("\n")
    }
}

fn row(tag: &str, cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
    format!("<tr>{}</tr>", cells.concat())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
