use std::ops::Range;

use super::blocks::{Blocks, Layout, lines};
use crate::bitext::{Block, BlockKind, Document, Sentence, Sentences};

/// Makes a document of a plain text. Blocks end at blank lines; a text that uses none has one
/// paragraph a line, unless its lines are hard-wrapped.
pub fn document(name: &str, text: String) -> Document {
    let mut found = Blocks::new(Layout::of(&text));
    let mut blocks = Vec::new();
    while let Some(span) = found.next(&text, true) {
        blocks.push(Block { span, kind: BlockKind::Paragraph });
    }
    Document { name: name.to_owned(), text, blocks }
}

/// Takes a text that holds one sentence a line; empty lines are paragraph borders.
pub fn presplit(name: &str, text: String) -> Sentences {
    let lines = lines(&text);
    let (mut blocks, mut sentences): (Vec<Block>, Vec<Sentence>) = (Vec::new(), Vec::new());
    for run in lines.split(Range::is_empty).filter(|run| !run.is_empty()) {
        let block = blocks.len();
        sentences.extend(run.iter().map(|span| Sentence { span: span.clone(), block }));
        blocks
            .push(Block { span: run[0].start..run[run.len() - 1].end, kind: BlockKind::Paragraph });
    }
    Sentences::new(Document { name: name.to_owned(), text, blocks }, sentences)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<String> {
        let document = document("d", text.to_owned());
        document.blocks.iter().map(|b| document.text[b.span.clone()].to_owned()).collect()
    }

    #[test]
    fn blank_lines_make_paragraphs_whatever_the_line_ends() {
        let lf = "\u{FEFF}Título\n\nUno dos\ntres.\n \t\n\nCuatro.\n";
        let expected = ["Título", "Uno dos\ntres.", "Cuatro."];
        assert_eq!(blocks(lf), expected);
        assert_eq!(blocks(&lf.replace('\n', "\r\n")), expected.map(|b| b.replace('\n', "\r\n")));
        assert_eq!(blocks(&lf.replace('\n', "\r")), expected.map(|b| b.replace('\n', "\r")));
    }

    #[test]
    fn without_blank_lines_a_line_is_a_paragraph() {
        let text = "Un título\nEl primer párrafo es mucho más largo que el título y sigue. Otro más.\nOtro.";
        assert_eq!(blocks(text).len(), 3);
        assert_eq!(blocks("\n\nsolo\n\n"), ["solo"]);
        assert!(blocks(" \r\n\n").is_empty());
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "La asamblea se reunió el martes por la noche en\nla plaza y decidió que no habría venta de tierras\nni de agua. Nadie votó en contra.\nAl día siguiente los vecinos colgaron una manta\nen la entrada del pueblo.";
        assert_eq!(blocks(text).len(), 2);
    }

    #[test]
    fn short_wrapped_texts_are_told_by_what_lines_end_in() {
        for text in [
            "The clerk called Mr.\nBarrow for Monday. The door will be\nopen.",
            "El aviso es de la Dra.\nSalas. Nadie lo leyó.",
            "La puerta se abre el lunes. Hablamos con\nMarina.",
            "Ayer vino a vernos la ingeniera ROSA \nALMEIDA, vecina del barrio, que trae\nbuenas noticias.",
            "Todo está listo para salir mañana\n. Nadie falta.",
        ] {
            assert_eq!(blocks(text).len(), 1, "{text:?}");
        }
        for text in [
            "* peras\n* manzanas\n* uvas",
            "- Uno de ellos\n- Otro de ellos, el mayor",
            "Fin de la historia\nEl pueblo entero vio pasar a los músicos aquella tarde.",
            "Llegaron a las dos.\nNadie los esperaba en la estación del pueblo.\nSe fueron.",
        ] {
            assert_eq!(blocks(text).len(), text.lines().count(), "{text:?}");
        }
    }

    #[test]
    fn presplit_counts_sentences_and_paragraphs() {
        let s = presplit("d", "Uno.\r\nDos.\r\n\r\nTres.\r\n".to_owned());
        assert_eq!(s.len(), 3);
        assert_eq!((s.text(1), s.block(1), s.block(2)), ("Dos.", 0, 1));
    }
}
