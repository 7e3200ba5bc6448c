//! The arguments that a container is started with.

use crate::load::prometheus::fields::listed;
use crate::load::yaml::{Node, Origin};
use crate::model::{Argument, Text};

/// What stands for a variable, and what for the sign itself.
#[derive(Clone, Copy)]
pub(super) enum Variables {
    /// `$NAME` and `${NAME}`; `$$` is a dollar sign.
    Compose,
    /// `$(NAME)`.
    Kubernetes,
}

/// Programs that are told what to do by a word before all arguments.
const WITH_COMMANDS: [&str; 1] = ["thanos"];

/// What it is started with, and whether that is all of it.
pub(super) struct Arguments {
    pub(super) all: Vec<Argument>,
    pub(super) is_whole: bool,
}

/// A word of a command line: what it says, whether a variable is in it, and where it stands.
struct Word {
    text: Text,
    is_open: bool,
}

/// The arguments that stand below these keys of a container that runs `program`. What is started by anything else, a shell or
/// a script, may be started with others.
pub(super) fn of(origin: Origin<'_>, container: &Node<'_>, keys: &[&str], how: (Variables, &str)) -> Arguments {
    let (variables, program) = how;
    let nodes = || keys.iter().filter_map(|key| container.get(key)).filter(|node| !node.is_null());
    let words: Vec<Word> = nodes().flat_map(|node| words(origin, node, variables)).collect();
    let before: Vec<&str> =
        words.iter().map(|word| word.text.trim()).take_while(|word| !word.starts_with('-')).collect();
    // `redis-server` of the image `redis`.
    let is_program = |one: &str| {
        let (own, program) = (one.rsplit('/').next().unwrap_or(one).replace('_', "-"), program.replace('_', "-"));
        own == program || own.strip_suffix("-server") == Some(&program)
    };
    let is_direct = match before[..] {
        [] => true,
        [one] => is_program(one) || WITH_COMMANDS.contains(&program),
        [one, _] => is_program(one) && WITH_COMMANDS.contains(&program),
        _ => false,
    };
    // What a variable stands for may be any argument.
    let named = |word: &Word| !word.is_open || word.text.starts_with('-') && word.text.contains('=');
    let is_value = |at: usize| at > 0 && is_name_alone(&words[at - 1]);
    let is_named = words.iter().enumerate().all(|(at, word)| named(word) || is_value(at));
    let all = if is_direct { arguments(&words) } else { Vec::new() };
    Arguments { all, is_whole: is_direct && is_named }
}

/// `--web.route-prefix`, whose value is the next word, if any.
fn is_name_alone(word: &Word) -> bool {
    word.text.starts_with('-') && !word.text.contains('=')
}

fn arguments(words: &[Word]) -> Vec<Argument> {
    let begins = words.iter().enumerate().filter(|(_, word)| word.text.starts_with('-'));
    let argument = |(at, word): (usize, &Word)| {
        let name = word.text.trim_start_matches('-');
        let (name, value, is_open) = match name.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned()), word.is_open),
            None => {
                let value = words.get(at + 1).filter(|next| !next.text.starts_with('-'));
                (name, value.map(|value| value.text.value.clone()), value.is_some_and(|value| value.is_open))
            }
        };
        Argument { name: name.to_owned(), value, is_open, place: word.text.place }
    };
    begins.map(argument).collect()
}

/// The words of a command: a list of them, or one line.
fn words(origin: Origin<'_>, node: &Node<'_>, variables: Variables) -> Vec<Word> {
    let listed = listed(Some(node)).iter().filter_map(|item| origin.text(item));
    let in_line = origin.text(node).into_iter().flat_map(|line| in_line(&line));
    listed.chain(in_line).map(|text| filled(text, variables)).collect()
}

/// The words of a line as a shell splits it.
fn in_line(line: &Text) -> Vec<Text> {
    let mut words = Vec::new();
    let (mut word, mut start, mut quote) = (String::new(), None, None);
    for (at, letter) in line.value.char_indices().chain([(line.value.len(), ' ')]) {
        match quote {
            Some(end) if letter == end => quote = None,
            None if letter == '"' || letter == '\'' => {
                quote = Some(letter);
                start.get_or_insert(at);
            }
            None if letter.is_whitespace() || letter == '\\' && line.value[at + 1..].starts_with('\n') => {
                let from = start.take();
                words.extend(from.map(|from: usize| Text::plain(std::mem::take(&mut word), line.at(from..at))));
            }
            _ => {
                start.get_or_insert(at);
                word.push(letter);
            }
        }
    }
    words
}

/// A word with `$$` read as a dollar sign.
fn filled(text: Text, variables: Variables) -> Word {
    let (doubled, is_open) = match variables {
        Variables::Compose => ("$$", text.replace("$$", "").contains('$')),
        Variables::Kubernetes => ("$$(", text.replace("$$(", "").contains("$(")),
    };
    let value = text.replace(doubled, &doubled[1..]);
    Word { text: Text::plain(value, text.place), is_open }
}
