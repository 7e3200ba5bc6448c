//! Files and folders as they come.

use std::fs;
use std::path::{Path, PathBuf};

use alertgap::config;
use alertgap::load::{self, Loaded, Options, read};
use alertgap::model::{Kind, Skipped};

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the test folder can be made");
    folder
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
    fs::write(&path, bytes).expect("the file can be written");
    path
}

fn rules(alert: &str) -> String {
    format!("groups:\n- name: {alert}\n  rules:\n  - alert: {alert}\n    expr: up == 0\n")
}

fn alerts(loaded: &Loaded) -> Vec<&str> {
    loaded.model.rules.alerts.iter().map(|alert| &*alert.name).collect()
}

fn skipped<'l>(loaded: &'l Loaded, name: &str) -> &'l Skipped {
    let mut found = loaded.model.skipped.iter().filter(|skipped| skipped.path.ends_with(name));
    found.next().unwrap_or_else(|| panic!("{name} is not among {:?}", loaded.model.skipped))
}

#[test]
fn folders_are_walked_as_git_sees_them() {
    let root = folder("walk");
    write(&root, ".gitignore", "ignored/\n*.generated.yml\n");
    write(&root, "a/one.yml", rules("One"));
    write(&root, "a/two.generated.yml", rules("Generated"));
    write(&root, "ignored/three.yml", rules("Ignored"));
    write(&root, ".hidden/four.yml", rules("Hidden"));
    write(&root, "five.png", [0; 100]);
    write(&root, "six.sh", rules("Script"));
    assert_eq!(alerts(&read(std::slice::from_ref(&root), &Options::default())), ["One"]);
    let named = [root.join(".hidden/four.yml"), root.join("ignored/three.yml"), root.join("six.sh")];
    assert_eq!(alerts(&read(&named, &Options::default())), ["Hidden", "Ignored", "Script"]);
}

#[test]
fn the_order_and_number_of_names_does_not_matter() {
    let root = folder("order");
    for n in 0..40 {
        write(&root, &format!("{n:02}.yml"), rules(&format!("A{n:02}")));
    }
    let file = |n: usize| root.join(format!("{n:02}.yml"));
    let tell = |paths: &[PathBuf]| {
        let loaded = read(paths, &Options::default());
        let files: Vec<String> = loaded.sources.iter().map(|(_, file)| file.path.clone()).collect();
        format!("{files:?} {:?}", loaded.model.rules)
    };
    let expected = tell(std::slice::from_ref(&root));
    assert_eq!(tell(&[file(7), root.clone(), file(3), root.join("./"), file(7)]), expected);
    assert_eq!(tell(&(0..40).rev().map(file).collect::<Vec<_>>()), expected);
    let loaded = read(&[root], &Options::default());
    let groups = &loaded.model.rules.groups;
    assert!(loaded.model.rules.alerts.iter().all(|alert| groups[alert.group].name.value == alert.name.value));
}

#[test]
fn what_cannot_be_read_is_said_and_loses_nothing_else() {
    let root = folder("unreadable");
    write(&root, "good.yml", rules("Good"));
    write(&root, "bom.yml", format!("\u{feff}{}", rules("Bom")));
    write(&root, "crlf.yml", rules("Crlf").replace('\n', "\r\n"));
    write(&root, "nul.yml", "groups:\n- name: \0\n");
    write(&root, "latin.yml", b"groups:\n- name: caf\xe9\n");
    let wide = |order: fn(u16) -> [u8; 2]| rules("W").encode_utf16().flat_map(order).collect::<Vec<u8>>();
    write(&root, "wide.yml", [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat());
    write(&root, "wide-without-mark.yml", wide(u16::to_be_bytes));
    write(&root, "large.yml", "# ".to_string() + &"x".repeat(5000));
    let options = Options { file_limit: 4000, ..Options::default() };
    let loaded = read(&[root.clone(), root.join("missing.yml")], &options);
    assert_eq!(alerts(&loaded), ["Bom", "Crlf", "Good"]);
    let cases = [
        ("nul.yml", "NUL byte in line 2", false),
        ("latin.yml", "line 2", false),
        ("wide.yml", "UTF-16", false),
        ("wide-without-mark.yml", "UTF-16", false),
        ("large.yml", "larger than 4000 bytes", false),
        ("missing.yml", "no such file", true),
    ];
    for (name, why, named) in cases {
        let skipped = skipped(&loaded, name);
        assert!(skipped.why.contains(why), "{name}: {}", skipped.why);
        assert_eq!(skipped.named, named, "{name}");
    }
    assert_eq!(loaded.model.skipped.len(), cases.len(), "{:?}", loaded.model.skipped);
}

#[test]
fn every_limit_says_which_it_is() {
    let rule = |expr: &str| format!("groups:\n- name: a\n  rules:\n  - alert: A\n    expr: {expr}\n");
    let tens: String =
        (1..6).map(|at| format!("    l{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(","))).collect();
    let cases = [
        (format!("groups: {}", "[".repeat(500)), "nested more than 400 deep"),
        (rule("up") + "    l0: &a0 [b, c]\n" + &tens, "more than 100000 values"),
        (rule(&"a + ".repeat(1_100_000)), "longer than 4 MiB"),
    ];
    for (text, said) in cases {
        let model = load::read_text("a.yml", &text).model;
        let skipped = model.skipped.iter().map(|skipped| &skipped.why);
        let all: Vec<&String> = model.faults.iter().map(|fault| &fault.message).chain(skipped).collect();
        assert_eq!(all.iter().filter(|message| message.contains(said)).count(), 1, "{said}: {all:?}");
    }
    let root = folder("limits");
    write(&root, "large.yml", rules("Large") + &"# x\n".repeat(300_000));
    let limits = |mib| config::read(&format!("limits: {{file_mib: {mib}}}\n")).expect("it is well formed").limits;
    let read = |mib| {
        read(std::slice::from_ref(&root), &Options { file_limit: limits(mib).file_bytes(), ..Options::default() })
    };
    assert!(skipped(&read(1), "large.yml").help.contains("limits: {file_mib: …}"));
    assert_eq!(alerts(&read(2)), ["Large"]);
}

#[cfg(unix)]
#[test]
fn links_loops_and_pipes_do_no_harm() {
    use std::os::unix::fs::symlink;
    let root = folder("links");
    write(&root, "a/one.yml", rules("One"));
    symlink("..", root.join("a/loop")).expect("links can be made");
    symlink("one.yml", root.join("a/again.yml")).expect("links can be made");
    symlink("nowhere.yml", root.join("a/dangling.yml")).expect("links can be made");
    symlink("self.yml", root.join("a/self.yml")).expect("links can be made");
    let made = std::process::Command::new("mkfifo").arg(root.join("a/pipe.yml")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let loaded = read(&[root.clone(), root.join("a/pipe.yml")], &Options::default());
    assert_eq!(alerts(&loaded), ["One"]);
    assert!(skipped(&loaded, "pipe.yml").why.contains("pipe"));
    assert!(skipped(&loaded, "pipe.yml").named);
    assert!(skipped(&loaded, "dangling.yml").why.contains("cannot be read"));
    assert!(skipped(&loaded, "self.yml").why.contains("cannot be read"));
    assert!(skipped(&read(&[PathBuf::from("/dev/zero")], &Options::default()), "zero").why.contains("device"));
}

#[test]
fn kinds_are_told_by_content() {
    let root = folder("kinds");
    write(&root, "a.txt", "# HELP up Is it up?\n# TYPE up gauge\nup{job=\"a b\"} 1\nup 0 1700000000\n");
    write(&root, "b.prom", "up 1\nprocess_open_fds 12\n");
    write(&root, "c.txt", "Some words about nothing.\n");
    write(&root, "d.md", "# Notes\n\nNothing happened.\n");
    write(&root, "e.rules", rules("E"));
    write(&root, "f.yaml", "name: a workflow\non: push\n");
    write(&root, "f2.yaml", "kind: Deployment\nspec:\n  {{- if .Values.global.x }}\n  a: b\n");
    write(&root, "g.json", "{\"groups\": [{\"name\": \"g\", \"rules\": [{\"alert\": \"G\", \"expr\": \"up\"}]}]}");
    write(&root, "h.yml", rules("H1") + "---\nscrape_configs: []\n---\n" + &rules("H2"));
    write(&root, "metrics", "# TYPE up gauge\nup 1\n");
    let loaded = read(&[root], &Options::default());
    let kinds: Vec<&[Kind]> = loaded.model.files.iter().map(|file| &*file.kinds).collect();
    assert_eq!(loaded.model.skipped.len(), 0, "{:?}", loaded.model.skipped);
    let expected: [&[Kind]; 10] = [
        &[Kind::Exposition],
        &[Kind::Exposition],
        &[Kind::OtherDocument],
        &[Kind::OtherDocument],
        &[Kind::Rules],
        &[Kind::OtherData],
        &[Kind::OtherData],
        &[Kind::Rules],
        &[Kind::Rules, Kind::Prometheus],
        &[Kind::Exposition],
    ];
    assert_eq!(kinds, expected);
    assert_eq!(alerts(&loaded), ["E", "G", "H1", "H2"]);
}
