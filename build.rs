//! Rewrites `rules/` as JSON. The files are written by people as YAML, which takes ten times as long to read: at every
//! start of the program that would be the longest step of a small run.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    rewrite(Path::new("rules"), &out);
}

/// Every YAML file of `folder` and below becomes a JSON file of the same name in `out`.
fn rewrite(folder: &Path, out: &Path) {
    fs::create_dir_all(out).expect("the output folder can be written");
    for entry in fs::read_dir(folder).expect("the folder is part of the project") {
        let path = entry.expect("the folder can be listed").path();
        let to = out.join(path.file_name().expect("an entry of a folder has a name"));
        if path.is_dir() {
            rewrite(&path, &to);
        } else if path.extension().is_some_and(|ext| ext == "yml") {
            fs::write(to.with_extension("json"), json(&path)).expect("the output folder can be written");
        }
    }
}

fn json(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("the file can be read");
    let read: Result<serde_yaml::Value, _> = serde_yaml::from_str(&text);
    let value = read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::to_string(&value).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
