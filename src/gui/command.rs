//! Everything that a screen can ask for. Screens only send; [`Window`](super::window::Window) carries out before the next frame is drawn.

use std::path::PathBuf;

use super::desk::DeskCommand;
use super::pictures::Drawing;
use super::route::Route;
use super::theme::Theme;
use crate::app::collect::NoInterview;
use crate::form::DataType;
use crate::interview::{Answer, Missing};
use crate::words::Lang;

/// One wish of the user.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Show another screen.
    Go(Route),
    /// Light the window differently.
    Light(Theme),
    /// Speak another language; an open interview does too, where its form can.
    Speak(Lang),
    /// Everything larger or smaller: 1 is the screen's own size.
    Zoom(f32),

    /// Open a workspace file.
    OpenWorkspace {
        /// The file.
        path: PathBuf,
        /// Its passphrase.
        passphrase: String,
    },
    /// Make a workspace and open it.
    CreateWorkspace {
        /// The file that does not exist yet.
        path: PathBuf,
        /// Its passphrase.
        passphrase: String,
        /// Holds nothing real.
        is_training: bool,
        /// A form's file, or the name of a built-in instrument.
        form: String,
        /// The campaign; may be empty.
        campaign: String,
    },
    /// What was found in a form has been read.
    PutFindingsAway,
    /// Make a folder to practise with in the home folder.
    MakePractice,
    /// Put the workspace away and go back to the start.
    CloseWorkspace,
    /// Who is asking from now on; an unknown name joins the list.
    SignIn(String),
    /// Somebody else asks: choose again.
    SignOut,
    /// Ask the system for a file or folder; the answer comes back to the screen that asked.
    Browse(Browse),

    /// A new interview with the form of this identity.
    Begin(String),
    /// Go on with a draft.
    Resume(String),
    /// Throw a draft away.
    Discard(String),
    /// Answer a question: durable before the next frame.
    Answer {
        /// The question's reference.
        at: String,
        /// What was said.
        answer: Answer,
    },
    /// Ask the system for a file to attach to a question.
    ChooseFile {
        /// The question's reference.
        at: String,
        /// What it takes.
        data: DataType,
    },
    /// Copy a file into the record and answer with it.
    Attach {
        /// The question's reference.
        at: String,
        /// The file.
        path: PathBuf,
    },
    /// Answer with a drawing.
    Draw {
        /// The question's reference.
        at: String,
        /// The lines.
        drawing: Drawing,
    },
    /// Take the file of a question back.
    Detach {
        /// The question's reference.
        at: String,
    },
    /// Ask in another of the form's languages, by its name in the form.
    AskIn(String),
    /// One more instance of a repeat.
    Add {
        /// The repeat's reference.
        repeat: String,
    },
    /// One instance less.
    Remove {
        /// The instance's reference.
        at: String,
    },
    /// Another page.
    Turn(Turn),
    /// Open a sound or a film of the form in the system's own player.
    Play {
        /// The file's name in the form.
        name: String,
    },
    /// The interview is complete.
    Finish,
    /// Open a finished record for a correction.
    Correct(String),
    /// Erase a record at the respondent's wish.
    Withdraw(String),
    /// Nobody was interviewed: refused, not at home.
    Note {
        /// The identity of the form that was not filled in.
        form: String,
        /// The unit's code; may be empty.
        unit: String,
        /// What happened.
        why: NoInterview,
    },
    /// What was noted last was a slip.
    TakeBackNote {
        /// The form's identity.
        form: String,
    },

    /// What the coordinator's screens and the export ask for.
    Desk(DeskCommand),
    /// Stop what is running.
    Cancel,
}

impl Command {
    /// Whether it can be carried out while the workspace is lent.
    pub fn is_always_possible(&self) -> bool {
        matches!(self, Self::Cancel | Self::Light(_) | Self::Speak(_) | Self::Zoom(_))
    }
}

/// Where to turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Onwards, when what is on the page is in order.
    Next,
    /// Back.
    Back,
    /// To the page that shows this reference.
    To(String),
    /// To the list of what is open.
    Review,
    /// The question was put off: onwards whatever is open.
    Past,
}

/// What the system's own dialog should find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browse {
    /// A workspace to open.
    Workspace,
    /// Where a new workspace goes.
    NewWorkspace,
    /// A form.
    Form,
    /// Where the package goes.
    Package,
    /// Packages to merge.
    Packages,
    /// A folder of packages.
    Folder,
    /// A master's receipt.
    Receipt,
    /// A file to attach to a question of this type.
    Attachment(DataType),
}

/// The letter under which a missing answer is given.
pub fn missing_key(missing: Missing) -> Option<char> {
    match missing {
        Missing::DontKnow => Some('K'),
        Missing::Refused => Some('T'),
        Missing::Later => Some('S'),
        Missing::NotAsked | Missing::Empty => None,
    }
}

/// Where screens put their commands.
#[derive(Debug, Default)]
pub struct Inbox {
    sent: Vec<Command>,
}

impl Inbox {
    /// Puts a command at the end.
    pub fn send(&mut self, command: Command) {
        self.sent.push(command);
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// The one sent last.
    pub fn last(&self) -> Option<&Command> {
        self.sent.last()
    }

    /// Takes the one sent last back.
    pub fn take_back(&mut self) -> Option<Command> {
        self.sent.pop()
    }

    /// Takes all, in the order sent.
    pub fn drain(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.sent)
    }
}
