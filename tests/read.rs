//! Files of every format, whole and broken.

use std::io::{Cursor, Write};

use bitexto::bitext::{BlockKind, Document};
use bitexto::read::{Format, Given, OpenError, open};
use zip::write::{SimpleFileOptions, ZipWriter};

const ES_PAGE: &[u8] = include_bytes!("data/read/presa.es.html");
const EN_PAGE: &[u8] = include_bytes!("data/read/presa.en.html");
const FRONT_PAGE: &[u8] = include_bytes!("data/read/portada.html");
const MARKDOWN: &[u8] = include_bytes!("data/read/cooperativa.md");

fn given(extension: &str) -> Given<'_> {
    Given { name: "d", extension, field: None }
}

fn read(bytes: &[u8], extension: &str) -> Document {
    let document = open(bytes, &given(extension)).unwrap();
    check(&document);
    document
}

/// Blocks lie in order inside the text, nothing but white space is between them.
fn check(document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        assert!(
            document.text[end..block.span.start]
                .chars()
                .all(|c| c.is_whitespace() || c == '\u{FEFF}')
        );
        let said = &document.text[block.span.clone()];
        assert!(!said.is_empty() && said.trim() == said, "{said:?}");
        end = block.span.end;
    }
    assert_eq!(document.text[end..].trim(), "");
}

fn said(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|b| (b.kind, &document.text[b.span.clone()])).collect()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn docx_body() -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document {W} xmlns:mc="m"><w:body>
<w:p><w:pPr><w:pStyle w:val="Ttulo1"/></w:pPr><w:r><w:t>Acta de la asamblea</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="TDC1"/></w:pPr><w:r><w:t>Acta de la asamblea</w:t><w:tab/><w:t>1</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Se reunieron </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>87 comuneras &amp; comuneros</w:t></w:r><w:del><w:r><w:delText> y nadie</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> en la plaza.</w:t></w:r></w:ins><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>Lista de presentes.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Descripcin"/></w:pPr><w:r><w:t>El quiosco, vacío.</w:t></w:r></w:p>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Un recuadro.</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>Un recuadro.</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Verso uno</w:t><w:br/><w:t>verso dos</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Celda uno</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Celda dos</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"#
    )
}

fn docx_parts(body: &[u8]) -> Vec<u8> {
    let styles = format!(
        r#"<w:styles {W}><w:style w:type="paragraph" w:styleId="Ttulo1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="TDC1"><w:name w:val="toc 1"/></w:style><w:style w:styleId="Descripcin"><w:name w:val="caption"/></w:style></w:styles>"#
    );
    let notes = format!(
        r#"<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Según la lista.</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", body),
        ("word/styles.xml", styles.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ])
}

const ODT_CONTENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:draw="d">
<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/></office:automatic-styles>
<office:body><office:text><text:tracked-changes><text:p>borrado</text:p></text:tracked-changes>
<text:p text:style-name="P1">Minutes of the assembly</text:p>
<text:p>Eighty-seven members<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>According to the list.</text:p></text:note-body></text:note> met<text:s text:c="3"/>in the square.<office:annotation><text:p>really?</text:p></office:annotation></text:p>
<text:h text:outline-level="2">Agenda</text:h>
<text:list><text:list-item><text:p>Roll call.</text:p></text:list-item></text:list>
<text:p text:style-name="Illustration">The bandstand, empty.</text:p>
</office:text></office:body></office:document-content>"#;

fn odt(content: &[u8]) -> Vec<u8> {
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content)])
}

const CHAPTER: &str = r#"<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>I</title></head>
<body><h1>Capítulo primero</h1><p>La lluvia entró<br/>por la ventana.</p>
<aside epub:type="footnote" id="n1"><p>Era agosto.</p></aside></body></html>"#;

fn epub(chapter: &[u8]) -> Vec<u8> {
    zip(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", br#"<container><rootfiles><rootfile full-path="OEBPS/libro.opf"/></rootfiles></container>"#),
        ("OEBPS/libro.opf", r#"<package><manifest>
            <item id="dos" href="texto/cap%C3%ADtulo%202.xhtml" media-type="application/xhtml+xml"/>
            <item id="uno" href="texto/uno.xhtml" media-type="application/xhtml+xml"/>
            <item id="ind" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
            <spine><itemref idref="ind"/><itemref idref="uno"/><itemref idref="dos"/></spine></package>"#.as_bytes()),
        ("OEBPS/nav.xhtml", b"<html><body><nav><ol><li>I</li></ol></nav></body></html>"),
        ("OEBPS/texto/uno.xhtml", chapter),
        ("OEBPS/texto/cap\u{ED}tulo 2.xhtml", "<html><body><h1>Segundo</h1><p>Escampó.</p></body></html>".as_bytes()),
    ])
}

#[test]
fn a_newspaper_page_gives_its_article() {
    let document = read(ES_PAGE, "html");
    let blocks = said(&document);
    assert_eq!(blocks[0], (BlockKind::Heading, "Tres pueblos frenan la presa de El Zopilote"));
    assert!(blocks.contains(&(BlockKind::Paragraph, "Por Jacinta Olmedo Ruelas")), "{blocks:?}");
    let caption =
        "Vecinos de San Lucas bloquean el camino que baja al río. Foto: Abelardo Quintana";
    assert!(blocks.contains(&(BlockKind::Caption, caption)), "{blocks:?}");
    assert!(blocks.contains(&(BlockKind::Heading, "Un permiso que nadie ha visto")));
    assert!(blocks.contains(&(BlockKind::ListItem, "Que se retire la maquinaria del cauce.")));
    let (kind, last) = *blocks.last().unwrap();
    assert_eq!(
        (kind, last),
        (BlockKind::Footnote, "La ley obliga a publicarlo sesenta días antes de la consulta.")
    );
    assert!(document.text.contains("ante la asamblea.¹ La reunión"), "marks of notes stay apart");
    for furniture in [
        "Suscríbete",
        "cookies",
        "Facebook",
        "Lo más leído",
        "relacionadas",
        "Rogelio",
        "derechos",
        "↩",
        "dataLayer",
        "Buscar",
        "Inicio",
    ] {
        assert!(!document.text.contains(furniture), "{furniture} is not the article's");
    }
    let n_titles = document.text.matches("Tres pueblos frenan").count();
    assert_eq!(n_titles, 1);
}

#[test]
fn a_committee_page_gives_its_article() {
    let document = read(EN_PAGE, "");
    let blocks = said(&document);
    assert_eq!(blocks[0], (BlockKind::Heading, "Three Towns Halt the El Zopilote Dam"));
    assert!(document.text.contains("Translated by the Sierra Solidarity Committee"));
    assert!(document.text.contains("[Editor’s note: the original"));
    assert_eq!(blocks.iter().filter(|(kind, _)| *kind == BlockKind::Caption).count(), 1);
    assert_eq!(blocks.iter().filter(|(kind, _)| *kind == BlockKind::ListItem).count(), 3);
    assert_eq!(blocks.iter().filter(|(kind, _)| *kind == BlockKind::Footnote).count(), 2);
    for furniture in
        ["Donate", "Share this", "Related", "Leave a Reply", "Tagged", "volunteers", "Skip to"]
    {
        assert!(!document.text.contains(furniture), "{furniture} is not the article's");
    }
}

#[test]
fn pages_without_an_article_are_refused() {
    let error = open(FRONT_PAGE, &given("html")).unwrap_err();
    assert!(matches!(error, OpenError::NoArticle { .. }), "{error}");
    assert!(error.to_string().contains("save the article's own page"), "{error}");
    for page in [
        "<html></html>",
        "<html><body><nav><a href=x>Inicio</a></nav><script>var a</script></body></html>",
    ] {
        assert!(
            matches!(open(page.as_bytes(), &given("")), Err(OpenError::NoArticle { .. })),
            "{page}"
        );
    }
    let two = "<html><title>El maíz vuelve - Sitio</title><body><h1>Sitio</h1><article><h1>El maíz vuelve</h1>";
    let two =
        format!("{two}<p>{}</p></article>", "Llovió toda la noche sobre la milpa. ".repeat(20));
    assert_eq!(said(&read(two.as_bytes(), "html"))[0], (BlockKind::Heading, "El maíz vuelve"));
    assert_eq!(read(two.as_bytes(), "html").text.matches("maíz").count(), 1);
    let short = read(b"<html><body><h1>Aviso</h1><p>Hoy no hay agua.</p></body></html>", "");
    assert_eq!(
        said(&short),
        [(BlockKind::Heading, "Aviso"), (BlockKind::Paragraph, "Hoy no hay agua.")]
    );
}

#[test]
fn pages_in_the_character_set_that_they_name() {
    let page = String::from_utf8(ES_PAGE.to_vec()).unwrap();
    let named = page
        .replace("charset=\"utf-8\"", "charset=iso-8859-15")
        .replace("«", "&laquo;")
        .replace("»", "&raquo;");
    let named = named.replace('↩', "^");
    let (bytes, ..) = encoding_rs::ISO_8859_15.encode(&named);
    assert_eq!(read(&bytes, "html").text, read(ES_PAGE, "html").text);
    let marked: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(page.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&marked, "html").text, read(ES_PAGE, "html").text);
}

#[test]
fn markdown_gives_its_blocks() {
    let document = read(MARKDOWN, "md");
    assert_eq!(
        said(&document),
        [
            (BlockKind::Heading, "La cooperativa de café estrena tostador"),
            (BlockKind::Heading, "Siete meses de espera"),
            (
                BlockKind::Paragraph,
                "El tostador llegó al pueblo de Cerro Quemado en un camión prestado, con dos engranes rotos y un manual en alemán.¹"
            ),
            (BlockKind::Heading, "Lo que cambia"),
            (BlockKind::ListItem, "Cada socia tostará su propio grano."),
            (BlockKind::ListItem, "El kilo se venderá a 148 pesos, no a 90."),
            (
                BlockKind::Paragraph,
                "«Ya no le debemos nada al intermediario», dice Remedios Otáñez."
            ),
            (BlockKind::Paragraph, "Año"),
            (BlockKind::Paragraph, "Kilos"),
            (BlockKind::Paragraph, "2021"),
            (BlockKind::Paragraph, "3,400"),
            (BlockKind::Paragraph, "El tostador, recién pintado."),
            (BlockKind::Footnote, "Lo tradujo una estudiante de la normal."),
        ]
    );
}

#[test]
fn word_documents_give_their_blocks() {
    let bytes = docx_parts(docx_body().as_bytes());
    assert_eq!(Format::of(&bytes, "bin"), Ok(Format::Docx));
    assert_eq!(
        said(&read(&bytes, "docx")),
        [
            (BlockKind::Heading, "Acta de la asamblea"),
            (BlockKind::Paragraph, "Se reunieron 87 comuneras & comuneros en la plaza."),
            (BlockKind::ListItem, "Lista de presentes."),
            (BlockKind::Caption, "El quiosco, vacío."),
            (BlockKind::Paragraph, "Un recuadro."),
            (BlockKind::Paragraph, "Verso uno\nverso dos"),
            (BlockKind::Paragraph, "Celda uno"),
            (BlockKind::Paragraph, "Celda dos"),
            (BlockKind::Footnote, "Según la lista."),
        ]
    );
}

#[test]
fn word_documents_name_their_main_part() {
    let body = docx_body();
    let relations = br#"<Relationships><Relationship Type="x/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>"#;
    let bytes = zip(&[("_rels/.rels", relations), ("word/document2.xml", body.as_bytes())]);
    let document = read(&bytes, "docx");
    assert!(document.text.starts_with("Acta de la asamblea\n\n"), "{}", document.text);
}

#[test]
fn open_documents_give_their_blocks() {
    let expected = [
        (BlockKind::Heading, "Minutes of the assembly"),
        (BlockKind::Paragraph, "Eighty-seven members met in the square."),
        (BlockKind::Heading, "Agenda"),
        (BlockKind::ListItem, "Roll call."),
        (BlockKind::Caption, "The bandstand, empty."),
        (BlockKind::Footnote, "According to the list."),
    ];
    assert_eq!(said(&read(&odt(ODT_CONTENT.as_bytes()), "odt")), expected);
    let flat = ODT_CONTENT.replace("office:document-content", "office:document");
    assert_eq!(said(&read(flat.as_bytes(), "fodt")), expected);
}

#[test]
fn books_give_their_chapters_in_reading_order() {
    assert_eq!(
        said(&read(&epub(CHAPTER.as_bytes()), "epub")),
        [
            (BlockKind::Heading, "Capítulo primero"),
            (BlockKind::Paragraph, "La lluvia entró\npor la ventana."),
            (BlockKind::Footnote, "Era agosto."),
            (BlockKind::Heading, "Segundo"),
            (BlockKind::Paragraph, "Escampó."),
        ]
    );
}

#[test]
fn records_are_one_document() {
    let records = "\u{FEFF}\n{\"id\": 7, \"title\": \"Uno\", \"text\": \"Primero.\\n\\nSegundo.\"}\n\n{\"content\": [\"Tercero.\", \"Cuarto.\"], \"x\": null}\r\n";
    let document = read(records.as_bytes(), "");
    let expected = [
        (BlockKind::Heading, "Uno"),
        (BlockKind::Paragraph, "Primero."),
        (BlockKind::Paragraph, "Segundo."),
        (BlockKind::Paragraph, "Tercero."),
        (BlockKind::Paragraph, "Cuarto."),
    ];
    assert_eq!(said(&document), expected);
    let field = Given { field: Some("es"), ..given("jsonl") };
    let document =
        open(b"{\"es\":\"Hola.\",\"text\":\"no\"}\n{\"es\":\"Adi\xc3\xb3s.\"}", &field).unwrap();
    assert_eq!(
        said(&document),
        [(BlockKind::Paragraph, "Hola."), (BlockKind::Paragraph, "Adiós.")]
    );
    for (records, line, words) in [
        (
            "{\"text\":\"a\"}\n\n{\"txt\":\"b\"}\n",
            3,
            "fields txt; expected text, content, body, article",
        ),
        ("{\"text\":\"a\"}\n{\"text\": 5}\n", 2, "no text"),
        ("{\"text\":\"a\"}\n{\"text\":\n", 2, "no JSON object"),
        ("\n{\"text\":\"a\"}\n\nhola\n", 4, "no JSON object"),
        ("\n[{\"text\":\"a\"}]", 2, "array"),
    ] {
        let error = open(records.as_bytes(), &given("jsonl")).unwrap_err();
        assert_eq!(error.line(), Some(line), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn other_files_are_named() {
    let compound = |name: &str| {
        let name = name.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain(name).collect::<Vec<u8>>()
    };
    let whole = docx_parts(docx_body().as_bytes());
    let locked = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"),
        ("content.xml", b"garbled"),
    ]);
    for (bytes, words) in [
        (b"%PDF-1.4 ...".to_vec(), "is a PDF; expected plain text"),
        (compound("WordDocument"), "is an old Word file (DOC)"),
        (compound("EncryptedPackage"), "is a locked DOCX file"),
        (compound("Workbook"), "is an old spreadsheet (XLS)"),
        (zip(&[("xl/workbook.xml", b"<w/>")]), "is a spreadsheet"),
        (zip(&[("fotos/a.jpg", b"x")]), "is a ZIP archive without a document"),
        (whole[..whole.len() / 2].to_vec(), "download was cut short"),
        (locked, "is a locked ODT file"),
        (odt(b"<a><b></a>"), "is a damaged ODT file: its XML is broken at byte"),
        (odt(b"<a><b></b>"), "its XML ends before its elements do"),
        (zip(&[("mimetype", b"application/epub+zip")]), "it has no META-INF/container.xml"),
        (b"<?xml version=\"1.0\"?><tmx version=\"1.4\"></tmx>".to_vec(), "is XML (<tmx>)"),
    ] {
        let error = open(&bytes, &given("")).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("; expected "), "{error}");
    }
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 300 << 20];
    let bomb = odt(&zeros);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(open(&bomb, &given("odt")), Err(OpenError::TooLarge { .. })));
    drop(zeros);
    let deep = format!("<html><body>{}Hola", "<div>".repeat(200_000));
    assert!(matches!(open(deep.as_bytes(), &given("html")), Err(OpenError::Tangled { .. })));
    // As many elements as unpack from a small file would take gigabytes if they were all kept open.
    for deep in
        [docx_parts("<w:p>".repeat(2_000).as_bytes()), odt("<text:p>".repeat(2_000).as_bytes())]
    {
        let error = open(&deep, &given("")).unwrap_err();
        assert!(matches!(error, OpenError::Tangled { n: 1_001, .. }), "{error}");
    }
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=1")).collect();
    let page = format!("<html><body><p{attributes}>Hola.");
    assert!(matches!(open(page.as_bytes(), &given("")), Err(OpenError::Tangled { .. })));
    let entities = ODT_CONTENT.replacen(
        "<office:document-content",
        "<!DOCTYPE a [<!ENTITY x \"xxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]><office:document-content",
        1,
    );
    let text = read(&odt(entities.replace("Agenda", "&y;").as_bytes()), "odt").text;
    assert!(text.contains("&y;"), "entities of the document's own are left as they are");
}

/// Whatever the bytes: a document that hangs together or an error with words.
#[test]
fn broken_files_never_panic() {
    let records = b"{\"title\":\"a\",\"text\":\"uno\\n\\ndos\"}\n{\"text\":\"tres\"}\n".to_vec();
    let samples: Vec<(&str, Vec<u8>)> = vec![
        ("html", ES_PAGE.to_vec()),
        ("html", EN_PAGE.to_vec()),
        ("md", MARKDOWN.to_vec()),
        ("jsonl", records),
        ("docx", docx_parts(docx_body().as_bytes())),
        ("odt", odt(ODT_CONTENT.as_bytes())),
        ("fodt", ODT_CONTENT.replace("document-content", "document").into_bytes()),
        ("epub", epub(CHAPTER.as_bytes())),
    ];
    let mut random = fastrand::Rng::with_seed(7);
    let try_one = |extension: &str, bytes: &[u8]| match open(bytes, &given(extension)) {
        Ok(document) => check(&document),
        Err(error) => assert!(!error.to_string().is_empty()),
    };
    for (extension, bytes) in &samples {
        for _ in 0..60 {
            try_one(extension, &bytes[..random.usize(..bytes.len())]);
        }
        for _ in 0..150 {
            let mut bytes = bytes.clone();
            for _ in 0..random.usize(1..8) {
                let at = random.usize(..bytes.len());
                bytes[at] ^= 1 << random.u8(..8);
            }
            try_one(extension, &bytes);
        }
    }
    // Checksums hide the parts of containers from the flips above.
    type Wrap = fn(&[u8]) -> Vec<u8>;
    let wrapped: [(&str, Vec<u8>, Wrap); 3] = [
        ("docx", docx_body().into_bytes(), docx_parts),
        ("odt", ODT_CONTENT.as_bytes().to_vec(), odt),
        ("epub", CHAPTER.as_bytes().to_vec(), epub),
    ];
    for (extension, inner, wrap) in wrapped {
        for _ in 0..150 {
            let mut inner = inner.clone();
            let at = random.usize(..inner.len());
            inner[at] ^= 1 << random.u8(..8);
            if random.bool() {
                inner.truncate(random.usize(..inner.len()));
            }
            try_one(extension, &wrap(&inner));
        }
    }
}
