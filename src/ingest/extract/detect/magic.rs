//! First bytes by which other kinds of files are known, and what people call them.

/// Kinds by their first bytes.
const KNOWN: [(&[u8], &str); 37] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\0\0\x01\0", "an icon"),
    (b"8BPS", "a Photoshop picture"),
    (b"AT&TFORM", "a DjVu scan"),
    (b"ID3", "an MP3 recording"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a Windows program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\0asm", "a WebAssembly program"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"OTTO\0", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"ITSF", "a Windows help file"),
    (b"!<arch>\n", "a software package"),
    (b"\xed\xab\xee\xdb", "a software package"),
    (b"PAR1", "a Parquet file"),
];

/// The kind of a file that is no text, if its first bytes are known.
pub(super) fn known(bytes: &[u8]) -> Option<&'static str> {
    let at = |place: usize, mark: &[u8]| {
        bytes
            .get(place..)
            .is_some_and(|rest| rest.starts_with(mark))
    };
    match () {
        () if at(0, b"RIFF") && at(8, b"WEBP") => Some("a WebP picture"),
        () if at(0, b"RIFF") && at(8, b"WAVE") => Some("a WAV recording"),
        () if at(0, b"RIFF") && at(8, b"AVI ") => Some("an AVI video"),
        () if at(4, b"ftypheic") || at(4, b"ftypmif1") || at(4, b"ftypavif") => {
            Some("a HEIF or AVIF picture")
        }
        () if at(4, b"ftyp") => Some("an MP4 video or recording"),
        () if at(0, b"BM") && at(6, b"\0\0\0\0") => Some("a BMP picture"),
        () if at(257, b"ustar") => Some("a tar archive"),
        () if at(60, b"BOOKMOBI") => Some("a Kindle book"),
        () => KNOWN
            .iter()
            .find(|(mark, _)| at(0, mark))
            .map(|(_, kind)| *kind),
    }
}

/// The kind of a file that is text, but not to be read.
pub(super) fn known_text(start: &str) -> Option<&'static str> {
    let is_svg = start.starts_with("<svg")
        || (start.starts_with("<?xml") && first_lines(start).contains("<svg"));
    match () {
        () if is_svg => Some("an SVG picture"),
        () if start.starts_with("{\\rtf") => Some("an RTF document"),
        () if start.starts_with("%!PS") => Some("a PostScript file"),
        () if start.starts_with("-----BEGIN PGP") => Some("a PGP message"),
        () => None,
    }
}

fn first_lines(text: &str) -> &str {
    &text[..text.floor_char_boundary(1000)]
}

/// Whether it is a ZIP container, with entries or empty.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The kind of a ZIP container that names its kind in an entry.
pub(super) fn package_by_own_name(name: &[u8]) -> Option<&'static str> {
    match name.trim_ascii() {
        b"application/epub+zip" => Some("an EPUB book"),
        b"application/vnd.oasis.opendocument.text" => Some("an OpenDocument text"),
        b"application/vnd.oasis.opendocument.spreadsheet" => Some("an OpenDocument spreadsheet"),
        b"application/vnd.oasis.opendocument.presentation" => Some("an OpenDocument presentation"),
        _ => None,
    }
}

/// The kind of a ZIP container that is known by what is in it.
pub(super) fn package_by_entry(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    const ENTRIES: [(&str, &str); 8] = [
        ("META-INF/container.xml", "an EPUB book"),
        ("xl/workbook.xml", "an Excel workbook"),
        ("xl/workbook.bin", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("visio/document.xml", "a Visio drawing"),
        ("AndroidManifest.xml", "an Android app"),
        (
            "Index/Document.iwa",
            "an Apple Pages, Numbers or Keynote document",
        ),
        ("META-INF/MANIFEST.MF", "a Java archive"),
    ];
    ENTRIES
        .iter()
        .find(|(entry, _)| has(entry))
        .map(|(_, kind)| *kind)
}

/// Whether it is an OLE container, as Office wrote before 2007.
pub(super) fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// What an OLE container holds.
pub(super) fn ole_kind(bytes: &[u8]) -> &'static str {
    const STREAMS: [(&str, &str); 4] = [
        ("WordDocument", "an old Word document (.doc)"),
        ("Workbook", "an old Excel workbook (.xls)"),
        (
            "PowerPoint Document",
            "an old PowerPoint presentation (.ppt)",
        ),
        ("__substg1.0", "an Outlook message (.msg)"),
    ];
    let found = STREAMS
        .iter()
        .find(|(stream, _)| holds_utf16(bytes, stream));
    found.map_or("an old Office document", |(_, kind)| kind)
}

/// Whether UTF-16 text occurs: the names of streams in an OLE container.
pub(super) fn holds_utf16(bytes: &[u8], text: &str) -> bool {
    let name: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}
