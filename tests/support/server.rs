//! A Prometheus of our own for the tests that ask one: on 127.0.0.1, at a free port, gone when the test is.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Is the tool there? Says why a test is skipped, or fails where `ALERTGAP_REQUIRE_TOOLS=1` asks for all tools.
pub(crate) fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return true;
    }
    let required = std::env::var("ALERTGAP_REQUIRE_TOOLS").is_ok_and(|it| it == "1");
    assert!(!required, "{tool} is not installed");
    eprintln!("skipped: {tool} is not installed");
    false
}

/// A running Prometheus.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts one with the configuration at `config`; its data goes into `folder`.
    pub(crate) fn start(config: &Path, folder: &Path) -> Server {
        let port = free_port();
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--web.enable-lifecycle")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it was found before");
        let server = Server { child, port };
        let begun = Instant::now();
        while server.request("GET", "/-/ready").is_none_or(|(status, _)| status != 200) {
            assert!(begun.elapsed() < Duration::from_secs(30), "Prometheus does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Reads its configuration again; says whether it took it.
    pub(crate) fn reload(&self) -> bool {
        self.request("POST", "/-/reload").expect("it answers").0 == 200
    }

    /// The `data` of an API answer.
    pub(crate) fn api(&self, path: &str) -> serde_json::Value {
        let (status, body) = self.request("GET", path).expect("it answers");
        assert_eq!(status, 200, "{path}: {body}");
        let answer: serde_json::Value = serde_json::from_str(&body).expect("it answers in JSON");
        answer["data"].clone()
    }

    fn request(&self, method: &str, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let head = format!("{method} {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves `body` to everybody who asks, for as long as the test lives.
pub(crate) fn serve(body: String, content_type: &'static str) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut asked = [0; 2048];
            let _ = stream.read(&mut asked);
            let head =
                format!("HTTP/1.0 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        }
    });
    port
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("it is bound").port()
}
