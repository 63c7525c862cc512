//! Writes small PDFs.

/// Shows a line of text with its first baseline point at (x, y).
pub(super) fn text(x: u32, y: u32, size: u32, words: &str) -> String {
    let codes: String = words.chars().map(code).collect();
    format!("BT /F1 {size} Tf {x} {y} Td ({codes}) Tj ET\n")
}

/// A character in `WinAnsiEncoding`, escaped.
fn code(c: char) -> String {
    match c {
        '(' | ')' | '\\' => format!("\\{c}"),
        '•' => "\\225".into(),
        c if c.is_ascii() => c.into(),
        c => format!("\\{:03o}", u32::from(c)),
    }
}

/// A page: its content stream and what its dictionary says beside.
pub(super) struct Page {
    pub content: String,
    pub dictionary: String,
}

impl Page {
    pub(super) fn new(content: String) -> Page {
        Page {
            content,
            dictionary: String::new(),
        }
    }
}

/// A file, with parts that a test may replace by bad ones.
pub(super) struct Pdf {
    page: Vec<Page>,
    /// Added to the catalogue.
    pub catalog: String,
    /// The page tree's root, if not the right one. Pages are the objects 3, 5, 7 …
    pub pages: String,
    /// Added to the trailer.
    pub trailer: String,
}

impl Pdf {
    pub(super) fn new(page: Vec<Page>) -> Pdf {
        let kids: Vec<String> = (0..page.len())
            .map(|n| format!("{} 0 R", 3 + 2 * n))
            .collect();
        Pdf {
            pages: format!("/Count {} /Kids [{}]", page.len(), kids.join(" ")),
            page,
            catalog: String::new(),
            trailer: String::new(),
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let font =
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog),
            format!("<< /Type /Pages {} >>", self.pages),
        ];
        for (n, page) in self.page.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
                 /Resources << /Font << /F1 {font} >> >> {} >>",
                4 + 2 * n,
                page.dictionary
            ));
            let content = &page.content;
            objects.push(format!(
                "<< /Length {} >>\nstream\n{content}\nendstream",
                content.len() + 1
            ));
        }
        self.file(&objects)
    }

    fn file(&self, objects: &[String]) -> Vec<u8> {
        let mut out = String::from("%PDF-1.7\n");
        let mut places = Vec::new();
        for (n, object) in objects.iter().enumerate() {
            places.push(out.len());
            out += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
        }
        let start = out.len();
        out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for place in places {
            out += &format!("{place:010} 00000 n \n");
        }
        out += &format!(
            "trailer << /Size {} /Root 1 0 R {} >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1,
            self.trailer
        );
        out.into_bytes()
    }
}
