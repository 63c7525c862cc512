//! Hostile files through the real program. Each gets one clear line, or is indexed; nothing hangs.

use std::io::Write as _;
use std::time::Instant;

use crate::harness::Place;

const CONFIG: &str = "[ingest]\nseconds = 4\nmemory_bytes = 1073741824\nunpacked_bytes = 33554432\nfile_bytes = 33554432\n";

/// Ingests bad files and a good one after each, and returns what is said of the bad ones.
fn told(files: &[(&str, Vec<u8>)]) -> Vec<String> {
    let place = Place::new();
    place.file("config.toml", CONFIG);
    let mut arguments = vec![
        "ingest".to_owned(),
        "--config".to_owned(),
        "config.toml".to_owned(),
    ];
    for (n, (name, content)) in files.iter().enumerate() {
        place.file(name, content);
        let good = format!("good-{n}.txt");
        place.file(&good, format!("Lighthouse {n} stood here."));
        arguments.extend([(*name).to_owned(), good]);
    }
    let since = Instant::now();
    let said = place.run(&arguments);
    assert!(
        since.elapsed().as_secs() < 20 * files.len() as u64,
        "too slow"
    );
    assert!(!said.err.contains("panicked"), "{}", said.transcript());
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 2 * files.len() + 1, "{}", said.transcript());
    for n in 0..files.len() {
        assert_eq!(
            lines[2 * n + 1],
            format!("good-{n}.txt: indexed 1 passage (good-{n})")
        );
    }
    place.run(["doctor"]).done();
    lines
        .iter()
        .step_by(2)
        .take(files.len())
        .map(|line| (*line).to_owned())
        .collect()
}

#[track_caller]
fn expect(files: Vec<(&str, Vec<u8>, &str)>) {
    let (given, expected): (Vec<_>, Vec<_>) = files
        .into_iter()
        .map(|(name, content, line)| ((name, content), line))
        .unzip();
    for (line, expected) in told(&given).iter().zip(expected) {
        assert!(line.contains(expected), "expected {expected:?} in: {line}");
        assert!(!line.contains('\u{fffd}') && line.len() < 400, "{line}");
    }
}

#[test]
fn files_that_are_not_what_they_seem() {
    expect(vec![
        (
            "zero.pdf",
            Vec::new(),
            "zero.pdf: failed because the file is empty",
        ),
        (
            "spaces.txt",
            b" \n\t\r\n \x0c ".to_vec(),
            "spaces.txt: failed because ",
        ),
        (
            "text.pdf",
            b"A lighthouse stood here, said the name.".to_vec(),
            "text.pdf: indexed 1 passage",
        ),
        (
            "picture.txt",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            "picture.txt: failed because it is ",
        ),
        (
            "program.md",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(),
            "program.md: failed because it is ",
        ),
        (
            "nul.txt",
            b"A light\0house stood\0 here.".to_vec(),
            "nul.txt: ",
        ),
        (
            "random.txt",
            (0..20_000u32)
                .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
                .collect(),
            "random.txt: failed because ",
        ),
    ]);
}

#[test]
fn encodings() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "Der Leuchtturm für Schiffe."
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let place = Place::new();
    place.file("utf16.txt", utf16);
    place.file(
        "latin1.txt",
        b"Le phare \xe9tait ferm\xe9 pendant l'\xe9t\xe9, \xe0 cause des travaux.",
    );
    place.file(
        "invalid.txt",
        b"The beacon \xc3\x28 was lit \xff\xfe every night by the keeper.",
    );
    place
        .run(["ingest", "utf16.txt", "latin1.txt", "invalid.txt"])
        .done()
        .mentions("3 indexed");
    for (question, words) in [
        ("Leuchtturm", "für Schiffe"),
        ("phare", "était fermé pendant l'été"),
        ("beacon keeper", "every night"),
    ] {
        place.run(["ask", question]).done().mentions(words);
    }
}

#[test]
fn broken_and_forged_pdfs() {
    let object = |n: u32, body: &str| format!("{n} 0 obj\n{body}\nendobj\n");
    let pdf = |objects: &[String]| -> Vec<u8> {
        format!(
            "%PDF-1.7\n{}trailer\n<< /Root 1 0 R /Size 9 >>\n%%EOF\n",
            objects.concat()
        )
        .into_bytes()
    };
    let catalog = object(1, "<< /Type /Catalog /Pages 2 0 R >>");
    let looped = pdf(&[
        catalog.clone(),
        object(2, "<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] >>"),
        object(3, "<< /Type /Pages /Count 1 /Parent 2 0 R /Kids [2 0 R] >>"),
    ]);
    let billions = pdf(&[
        catalog.clone(),
        object(2, "<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>"),
        object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"),
    ]);
    let deep = pdf(&[
        catalog.clone(),
        object(
            2,
            &format!(
                "<< /Type /Pages /Count 1 /Kids {}{} >>",
                "[".repeat(200_000),
                "]".repeat(200_000)
            ),
        ),
    ]);
    let bomb = {
        let packed = zlib_of_zeros(300 << 20);
        let mut bytes = format!(
            "%PDF-1.7\n{}{}{}4 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n",
            catalog,
            object(2, "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
            object(
                3,
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
            ),
            packed.len()
        )
        .into_bytes();
        bytes.extend(packed);
        bytes.extend(b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 9 >>\n%%EOF\n");
        bytes
    };
    expect(vec![
        (
            "header.pdf",
            b"%PDF-1.7\n".to_vec(),
            "header.pdf: failed because ",
        ),
        (
            "truncated.pdf",
            pdf(&[catalog])[..40].to_vec(),
            "truncated.pdf: failed because ",
        ),
        ("loop.pdf", looped, "loop.pdf: failed because "),
        ("billions.pdf", billions, "billions.pdf: failed because "),
        ("deep.pdf", deep, "deep.pdf: failed because "),
        ("bomb.pdf", bomb, "bomb.pdf: failed because "),
    ]);
}

#[test]
fn broken_and_forged_packages() {
    let document = |body: &str| {
        format!(
            "<?xml version=\"1.0\"?>{}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>",
            ""
        )
    };
    let paragraph = "<w:p><w:r><w:t>A lighthouse stood here.</w:t></w:r></w:p>";
    let dtd = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
    let nested = document(&"<w:sdt><w:sdtContent>".repeat(100_000));
    expect(vec![
        ("empty.docx", zip(&[]), "empty.docx: failed because "),
        (
            "other.docx",
            zip(&[("hello.txt", b"hello".to_vec())]),
            "other.docx: failed because ",
        ),
        (
            "bomb.docx",
            zip_of_spaces("word/document.xml", 500 << 20),
            "bomb.docx: failed because ",
        ),
        ("dtd.docx", zip(&docx(dtd)), "dtd.docx: failed because "),
        (
            "nested.docx",
            zip(&docx(&nested)),
            "nested.docx: failed because ",
        ),
        (
            "unclosed.docx",
            zip(&docx("<w:document><w:body><w:p>")),
            "unclosed.docx: failed because ",
        ),
        (
            "cut.docx",
            zip(&docx(&document(paragraph)))[..300].to_vec(),
            "cut.docx: failed because ",
        ),
    ]);
    // Where an entry says that it lies decides nothing: nothing is ever unpacked to disk.
    let place = Place::new();
    let mut entries = docx(&document(paragraph));
    entries.push(("../../escaped.txt", b"escaped".to_vec()));
    place.file("deep/er/escape.docx", zip(&entries));
    place.run(["ingest", "deep/er/escape.docx"]);
    assert!(!place.path("escaped.txt").exists() && !place.path("deep/escaped.txt").exists());
}

#[test]
fn monstrous_texts() {
    expect(vec![
        (
            "line.txt",
            "lighthouse ".repeat(900_000).into_bytes(),
            "line.txt: indexed ",
        ),
        ("word.txt", vec![b'x'; 3 << 20], "word.txt: indexed "),
        (
            "big.txt",
            vec![b'x'; (32 << 20) + 1],
            "big.txt: failed because it has more than 33554432 bytes; raise `file_bytes` in the config if you trust it",
        ),
        (
            "deep.html",
            format!(
                "<html><body>{}A lighthouse stood here.",
                "<div>".repeat(100_000)
            )
            .into_bytes(),
            "deep.html: ",
        ),
        (
            "quotes.md",
            format!("{} A lighthouse stood here.", ">".repeat(50_000)).into_bytes(),
            "quotes.md: ",
        ),
        (
            "brackets.md",
            format!("{}{}", "[".repeat(50_000), "](".repeat(50_000)).into_bytes(),
            "brackets.md: ",
        ),
        (
            "pages.txt",
            format!("A lighthouse.\u{c}{}", "\u{c}".repeat(30_000)).into_bytes(),
            "pages.txt: failed because it has more than 10000 pages; raise `pages` in the config if you trust it",
        ),
        (
            "cut.jsonl",
            b"{\"_id\": \"1\", \"text\": \"A lighthouse\"}\n{\"_id\": \"2\", \"te".to_vec(),
            "cut.jsonl: failed because ",
        ),
        (
            "nested.jsonl",
            "[".repeat(200_000).into_bytes(),
            "nested.jsonl: ",
        ),
    ]);
}

fn docx(document: &str) -> Vec<(&'static str, Vec<u8>)> {
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let rels = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    vec![
        ("[Content_Types].xml", types.into()),
        ("_rels/.rels", rels.into()),
        ("word/document.xml", document.into()),
    ]
}

fn zip(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn zip_of_spaces(name: &str, bytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in docx("").iter().take(2) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        zip.write_all(&spaces).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A zlib stream of zeros, by way of a zip entry, so that the tests need no other packer.
fn zlib_of_zeros(bytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("z", zip::write::SimpleFileOptions::default())
        .unwrap();
    let zeros = vec![0; 1 << 20];
    let mut adler = (1u64, 0u64);
    for _ in 0..bytes >> 20 {
        zip.write_all(&zeros).unwrap();
        adler.1 = (adler.1 + adler.0 * (1 << 20)) % 65_521;
    }
    let packed = zip.finish().unwrap().into_inner();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&packed)).unwrap();
    let entry = archive.by_index_raw(0).unwrap();
    let (start, len) = (
        entry.data_start().unwrap() as usize,
        entry.compressed_size() as usize,
    );
    let mut zlib = vec![0x78, 0x9c];
    zlib.extend(&packed[start..start + len]);
    zlib.extend(((adler.1 as u32) << 16 | adler.0 as u32).to_be_bytes());
    zlib
}
