//! A line that says that work goes on: on a terminal only, only past half a second, and gone when the work is done.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Nobody needs to be told that something takes half a second.
const PATIENCE: Duration = Duration::from_millis(500);

const SAID: &str = "alertgap: reading and linking";

/// Does `work`, and says so where somebody watches and waits.
pub(crate) fn during<T>(quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !stderr().is_terminal() {
        return work();
    }
    let (working, done) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(|| watch(PATIENCE, done, stderr()));
        let result = work();
        drop(working);
        result
    })
}

/// Waits until the other end is dropped.
fn watch(patience: Duration, done: Receiver<()>, mut out: impl Write) {
    if done.recv_timeout(patience) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    // Whoever closed standard error does not want to be told.
    let _ = write!(out, "{SAID}").and_then(|()| out.flush());
    let _ = done.recv();
    let blanks = " ".repeat(SAID.chars().count());
    let _ = write!(out, "\r{blanks}\r").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::watch;
    use std::io::{self, Write};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    /// Ends the work as soon as something is written.
    struct Screen(Option<Sender<()>>, Vec<u8>);

    impl Write for &mut Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.0 = None;
            Ok(())
        }
    }

    #[test]
    fn long_work_is_told_and_the_line_is_gone_afterwards() {
        let (working, done) = channel();
        let mut screen = Screen(Some(working), Vec::new());
        watch(Duration::ZERO, done, &mut screen);
        let want = format!("alertgap: reading and linking\r{}\r", " ".repeat(29));
        assert_eq!(String::from_utf8(screen.1).unwrap(), want);
    }

    #[test]
    fn short_work_is_not() {
        let (working, done) = channel::<()>();
        drop(working);
        let mut screen = Screen(None, Vec::new());
        watch(Duration::from_secs(3600), done, &mut screen);
        assert_eq!(screen.1, b"");
    }
}
