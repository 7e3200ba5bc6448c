//! promtool, the one program besides git that is ever run, and only where it is asked for.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::model::Ran;

/// Unit tests that take longer are stopped.
const LONGEST: Duration = Duration::from_secs(120);
/// How often it is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs the unit tests in `file`.
///
/// # Errors
///
/// `program` cannot be started.
pub fn test_rules(program: &Path, file: &str) -> Result<Ran, String> {
    // A file whose name begins with a dash is no option.
    let file = if file.starts_with('-') { format!("./{file}") } else { file.to_owned() };
    let mut command = Command::new(program);
    command.args(["test", "rules", &file]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = |error| format!("{} cannot be run: {error}; name it: --promtool=PATH", program.display());
    let mut child = command.spawn().map_err(start)?;
    let readers = [child.stdout.take().map(said), child.stderr.take().map(said)];
    let begun = Instant::now();
    let ended = loop {
        match child.try_wait().map_err(start)? {
            Some(status) => break Some(status),
            None if begun.elapsed() > LONGEST => break None,
            None => std::thread::sleep(PAUSE),
        }
    };
    if ended.is_none() {
        // It may have ended by itself since; there is nothing more to do then.
        let _ = child.kill();
        let _ = child.wait();
        return Ok(Ran::Failed(format!("promtool was stopped after {} s", LONGEST.as_secs())));
    }
    let said: String = readers.into_iter().flatten().map(|reader| reader.join().unwrap_or_default()).collect();
    Ok(if ended.is_some_and(|status| status.success()) { Ran::Passed } else { Ran::Failed(gist(&said)) })
}

/// Everything that is said there, read beside what else happens, so that a full pipe stops nothing.
fn said(mut from: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before a fault is worth as much.
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The first line that says what failed.
fn gist(said: &str) -> String {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let heads = ["Unit Testing", "FAILED:", "name:"];
    let telling = lines().find(|line| !heads.iter().any(|head| line.starts_with(head)));
    telling.or_else(|| lines().next()).unwrap_or("promtool gives no reason").trim_end_matches(',').to_owned()
}
