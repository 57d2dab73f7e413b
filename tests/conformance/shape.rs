//! What a form is, as lines: two forms agree when they have the same ones.
//!
//! Left out is what the two kinds of files cannot have in common: the root's name, the spelling of expressions, places, the curl of
//! quotation marks, labels of what is never shown.

use phieu::form::{Choice, ChoiceList, Condition, DataType, Form, Itemset, Kind, Media, NodeId, Question, Template, TemplatePart, Text};

/// The settings that an XForm carries as such; others change what it is compiled to.
const CARRIED_SETTINGS: [&str; 8] = [
    "submission_url",
    "public_key",
    "auto_send",
    "auto_delete",
    "client_editable",
    "instance_xmlns",
    "prefix",
    "delimiter",
];

/// A form as lines.
pub(crate) struct Shape {
    lines: Vec<String>,
}

impl Shape {
    /// The lines of a form in the languages of the reference that it is compared with.
    pub(crate) fn of(form: &Form, reference: &Form) -> Self {
        let mut writer = Writer {
            form,
            reference,
            lines: Vec::new(),
        };
        writer.whole();
        form.ids().skip(1).for_each(|id| writer.node(id));
        for (name, list) in &form.lists {
            // The items of a control's own list are those of the question.
            if !name.contains('/') && reference.lists.contains_key(name) {
                writer.list(&format!("list {name}"), list);
            }
        }
        for action in &form.actions {
            let (on, path, value) = (&action.on, writer.source(action.path.as_ref()), writer.source(Some(&action.value)));
            writer.say("action", &form.path(action.target), format!("{on:?} {path:?} {value:?}"));
        }
        writer.lines.sort();
        Self { lines: writer.lines }
    }

    pub(crate) fn agrees_with(&self, reference: &Self) -> Result<(), String> {
        if self.lines == reference.lines {
            return Ok(());
        }
        let only =
            |left: &Self, right: &Self| -> Vec<String> { left.lines.iter().filter(|line| !right.lines.contains(line)).cloned().collect() };
        Err(format!(
            "ours\n      {}\n    reference\n      {}",
            only(self, reference).join("\n      "),
            only(reference, self).join("\n      ")
        ))
    }
}

struct Writer<'f> {
    form: &'f Form,
    reference: &'f Form,
    lines: Vec<String>,
}

impl Writer<'_> {
    fn say(&mut self, path: &str, aspect: &str, value: impl std::fmt::Display) {
        self.lines.push(format!("{path} {aspect}: {value}"));
    }

    fn whole(&mut self) {
        let form = self.form;
        self.say("form", "id", &form.id);
        self.say("form", "title", &form.title);
        self.say("form", "version", &form.version);
        self.say("form", "style", &form.style);
        let default = form.languages.get(usize::from(form.default_language.0));
        let is_spoken = |language: &&phieu::form::Language| self.reference.languages.contains(language);
        if let Some(default) = default.filter(is_spoken) {
            self.say("form", "default language", &default.name);
        }
        for (name, value) in &form.settings {
            if CARRIED_SETTINGS.contains(&name.as_str()) || name.starts_with("attribute::") {
                self.say("setting", name, value);
            }
        }
    }

    fn node(&mut self, id: NodeId) {
        let form = self.form;
        let node = form.node(id);
        let root = format!("/{}", form.root);
        let path = form.path(id).strip_prefix(&root).unwrap_or_default().to_owned();
        let is_shown = match &node.kind {
            Kind::Root | Kind::Group => {
                self.say(&path, "is", "group");
                true
            }
            Kind::Repeat { count } => {
                self.say(&path, "is", "repeat");
                self.condition(&path, "count", count.as_ref());
                true
            }
            Kind::Question(question) => {
                self.question(&path, question);
                question.is_asked
            }
        };
        if is_shown {
            self.text(&path, "label", &node.label);
            self.media(&path, &node.media);
        }
        self.condition(&path, "relevant", node.relevant.as_ref());
        self.condition(&path, "read-only", node.read_only.as_ref());
        let mut words = node.appearance.words.clone();
        words.sort();
        if !words.is_empty() {
            self.say(&path, "appearance", words.join(" "));
        }
        for (name, value) in &node.extra {
            self.say(&path, name, self.rooted(value));
        }
    }

    fn question(&mut self, path: &str, question: &Question) {
        let name = match question.data {
            DataType::Metadata => question.type_name.as_str(),
            _ => "",
        };
        self.say(path, "is", format!("{:?} {name}", question.data));
        self.say(path, "is asked", question.is_asked);
        let conditions = [
            ("required", &question.required),
            ("constraint", &question.constraint),
            ("calculate", &question.calculate),
            ("dynamic default", &question.dynamic_default),
        ];
        for (aspect, condition) in conditions {
            self.condition(path, aspect, condition.as_ref());
        }
        if let Some(default) = &question.default {
            self.say(path, "default", default);
        }
        let texts = [
            ("hint", &question.hint),
            ("guidance", &question.guidance),
            ("required message", &question.required_message),
            ("constraint message", &question.constraint_message),
        ];
        for (aspect, text) in texts {
            self.text(path, aspect, text);
        }
        for &trigger in &question.trigger {
            self.say(path, "trigger", self.rooted(&self.form.path(trigger)));
        }
        for (name, value) in &question.parameters {
            // What is said of the choices is said there.
            if !matches!(
                name.as_str(),
                "randomize" | "seed" | "value" | "label" | "tick_labelset" | "reference-geometry"
            ) {
                self.say(path, &format!("parameter {name}"), value);
            }
        }
        if let Some(itemset) = &question.choices {
            self.itemset(path, itemset);
        }
    }

    fn itemset(&mut self, path: &str, itemset: &Itemset) {
        self.condition(path, "choices from", itemset.nodeset.as_ref());
        self.condition(path, "choice filter", itemset.filter.as_ref());
        if itemset.is_randomized {
            self.say(path, "choices are", "randomized");
            self.condition(path, "seed", itemset.seed.as_ref());
        }
        // A list that the reference has in an attached file cannot be compared.
        let is_attached = self.reference.instances.contains_key(&itemset.list) && !self.reference.lists.contains_key(&itemset.list);
        let list = self.form.lists.get(&itemset.list).filter(|_| !is_attached);
        if let Some(list) = list {
            self.list(&format!("{path} choice"), list);
        } else {
            self.say(path, "list", &itemset.list);
            self.say(path, "value and label", format!("{} {}", itemset.value, itemset.label));
        }
    }

    fn list(&mut self, list_name: &str, list: &ChoiceList) {
        for (number, choice) in list.choices.iter().enumerate() {
            self.choice(&format!("{list_name} {number} {:?}", choice.name), choice);
        }
    }

    fn choice(&mut self, name: &str, choice: &Choice) {
        self.lines.push(name.to_owned());
        self.text(name, "label", &choice.label);
        self.media(name, &choice.media);
        for (column, value) in &choice.extra {
            self.say(name, column, value);
        }
    }

    fn condition(&mut self, path: &str, aspect: &str, condition: Option<&Condition>) {
        if let Some(source) = self.source(condition) {
            self.say(path, aspect, source);
        }
    }

    fn source(&self, condition: Option<&Condition>) -> Option<String> {
        Some(self.rooted(&condition?.expression.to_string()))
    }

    /// The root goes by one name: an author who writes paths out uses the reference's.
    fn rooted(&self, source: &str) -> String {
        let own = format!("/{}/", self.form.root);
        let theirs = format!("/{}/", self.reference.root);
        source.replace(&own, "/ROOT/").replace(&theirs, "/ROOT/")
    }

    fn text(&mut self, path: &str, aspect: &str, text: &Text) {
        for language in &self.reference.languages {
            if let Some(words) = self.shown(text, &language.name) {
                self.say(path, &format!("{aspect} in {}", language.name), words);
            }
        }
    }

    fn part(&self, part: &TemplatePart) -> String {
        match part {
            TemplatePart::Literal(literal) => literal.clone(),
            TemplatePart::Output(output) => format!("{{{}}}", self.source(Some(output)).unwrap_or_default()),
        }
    }

    fn media(&mut self, path: &str, media: &Media) {
        let kinds = [
            ("image", &media.image),
            ("big image", &media.big_image),
            ("audio", &media.audio),
            ("video", &media.video),
        ];
        for (kind, files) in kinds {
            for language in &self.reference.languages {
                let mut wanted = self.languages_for(&language.name);
                if let Some(file) = wanted.find_map(|number| files.get(number)?.as_ref()) {
                    self.say(path, &format!("{kind} in {}", language.name), file);
                }
            }
        }
    }

    /// The languages whose text is shown in a language: itself, the default, any.
    fn languages_for(&self, language: &str) -> impl Iterator<Item = usize> + use<> {
        let number = self.form.languages.iter().position(|known| known.name == language);
        let default = usize::from(self.form.default_language.0);
        number.into_iter().chain([default]).chain(0..self.form.languages.len())
    }

    /// What is shown in a language: the reference writes a hyphen for what has no translation, and so the default's text is shown.
    fn shown(&self, text: &Text, language: &str) -> Option<String> {
        let written = |number: usize| {
            let template = text.by_language.get(number)?.as_ref()?;
            Some(self.words(template)).filter(|words| words != "-")
        };
        self.languages_for(language).find_map(written)
    }

    fn words(&self, template: &Template) -> String {
        let words: String = template.parts.iter().map(|part| self.part(part)).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace(['‘', '’'], "'").replace(['“', '”'], "\"")
    }
}
