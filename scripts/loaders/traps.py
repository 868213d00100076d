"""A corpus full of what breaks loaders, written by bitexto, and what must be read from it."""
import pathlib
import re
import subprocess
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

COLUMNS = ["id", "doc", "es", "en", "type", "score", "es_sents", "en_sents", "es_par", "en_par", "flags"]

# A line each; what no line can hold stands in RAW. The words of a pair are close, so that it stays one.
TRAPS = [
    ('"Nunca se cerró la comilla.', '"The quote was never closed.'),
    ('Dijo "sí" y "no"', 'He said "yes" and "no"'),
    ('"', '"'),
    ('""', '""'),
    ('Una sola \' comilla', "A single ' quote"),
    ("NA", "NA"),
    ("null", "null"),
    ("None", "None"),
    ("NaN", "nan"),
    ("N/A", "n/a"),
    ("-", "-"),
    ("True", "False"),
    ("007", "007"),
    ("1/2", "1/2"),
    ("50 %", "50%"),
    ("2,5", "2.5"),
    ("1e5", "1e5"),
    ("2024-01-05", "2024-01-05"),
    ("=SUMA(A1:A9)", "=SUM(A1:A9)"),
    ("+34 600 000 000", "+34 600 000 000"),
    ("@usuario escribió", "@usuario wrote"),
    ("- Guion de diálogo", "- Dash of a dialogue"),
    ("Con\ttabulador dentro", "With\ta tab inside"),
    ("Con \u2028 separador de línea", "With \u2028 a line separator"),
    ("Con \u2029 separador de párrafo", "With \u2029 a paragraph separator"),
    ("Con \u0085 línea nueva de IBM", "With \u0085 an IBM new line"),
    ("Con \x0b y \x0c y \x1c y \x1d y \x1e", "With \x0b and \x0c and \x1c and \x1d and \x1e"),
    ("Con controles \x01\x07\x1b\x7f\x9f dentro", "With controls \x01\x07\x1b\x7f\x9f inside"),
    ("Con marca \ufeff dentro", "With a mark \ufeff inside"),
    ("Barra \\ invertida \\n \\t \\\"", "Back \\ slash \\n \\t \\\""),
    ("<b>etiqueta</b> & entidad &amp; ]]>", "<b>tag</b> & entity &amp; ]]>"),
    ("{'llaves': [1, 2]}", "{'braces': [1, 2]}"),
    ("coma, punto; y | barra", "comma, semicolon; and | bar"),
    ("# no es comentario", "# is no comment"),
    ("Emoji 🇪🇸👩‍👩‍👧👍🏽 y 𝔊ótico", "Emoji 🇪🇸👩‍👩‍👧👍🏽 and 𝔊othic"),
    ("Marcas combinadas: e\u0301 n\u0303 u\u0308 y x\u0327", "Combining marks: e\u0301 n\u0303 u\u0308 and x\u0327"),
    ("½ º ª № ﬁ … no cambian", "½ º ª № ﬁ … do not change"),
    ("espacio\u00a0duro, fino\u2009, nulo\u200b", "hard\u00a0space, thin\u2009, zero\u200b"),
    ("العربية داخل \u200fالنص", "Arabic العربية inside \u200f"),
    ("á" * 40_000, "a" * 40_000),
    ("palabra " * 5_000, "word " * 5_000),
]

# Characters that the formats for programs must bring back as they are, once they are in a corpus.
RAW = "uno\rdos\u2028tres\u2029cuatro\u0085cinco\x0bseis\x0csiete\x1cocho\x01nueve\ufeffdiez\u0000"


def clean(text):
    """A text as a field of corpus.tsv, by the words of the contract and not by our own code."""
    text = re.sub("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cc" and c not in "\ufeff\ufffe\uffff")
    return unicodedata.normalize("NFC", re.sub(" +", " ", text).strip(" "))


def run(program, *arguments, status=(0, 1)):
    """What bitexto says on standard error."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in status:
        sys.exit(f"bitexto {' '.join(map(str, arguments))}: status {done.returncode}\n{done.stderr}")
    return done.stderr


def sentences(name, lang):
    text = (ROOT / "corpora" / f"{name}.{lang}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def build(program, folder):
    """corpus.tsv in `folder`, and what bitexto says of it. Checks by the way that nothing was lost.

    Its first rows are two texts full of traps, aligned; the others, put in by hand as another program
    would, have every trap as a pair.
    """
    aligned = align(program, folder)
    rows = read(aligned)
    by_hand = folder / "by-hand.tsv"
    dirty = "".join("\t".join(trap_row(index, *pair)) + "\n" for index, pair in enumerate(TRAPS))
    by_hand.write_bytes(aligned.read_bytes() + dirty.encode("utf-8"))
    corpus = folder / "corpus.tsv"
    said = run(program, "convert", by_hand, "--to", "tsv", "-o", corpus)
    expected = rows + [list(map(clean, trap_row(index, *pair))) for index, pair in enumerate(TRAPS)]
    assert read(corpus) == expected, "the rows put in by hand were not cleaned as the contract says"
    return corpus, said


def trap_row(index, es, en):
    es, en = es.replace("\t", " "), en.replace("\t", " ")
    n = str(index + 1)
    return [f"by-hand:s{n}~t{n}", "by-hand", es, en, "1-1", "0.9000", n, n, "1", "1", ""]


def align(program, folder):
    """The traps in two texts, each between ordinary sentences that keep the aligner on its path."""
    lines = [[], []]
    plain = list(zip(sentences("feria", "es"), sentences("feria", "en")))
    for index, pair in enumerate(TRAPS):
        for side in (0, 1):
            lines[side] += [plain[index % len(plain)][side], pair[side]]
    texts = [folder / f"traps.{lang}.txt" for lang in ("es", "en")]
    for path, side in zip(texts, lines):
        path.write_text("".join(line + "\n" for line in side), encoding="utf-8", newline="\n")
    aligned = folder / "aligned.tsv"
    run(program, "align", "--presplit", *texts, "-o", aligned)
    rows = read(aligned)
    for side, column in ((0, 2), (1, 3)):
        found = " ".join(row[column] for row in rows if row[column])
        expected = " ".join(text for text in map(clean, lines[side]) if text)
        assert found == expected, f"side {side} of the corpus is not the text"
    return aligned


def read(corpus):
    """The rows of a corpus, with nothing but `split`."""
    text = corpus.read_bytes().decode("utf-8")
    assert text.endswith("\n") and "\r" not in text and not text.startswith("\ufeff")
    header, *lines = text[:-1].split("\n")
    assert header.split("\t") == COLUMNS, header
    rows = [line.split("\t") for line in lines]
    assert all(len(row) == len(COLUMNS) for row in rows)
    return rows


def loader_lines(said):
    """The lines by which bitexto says that others can read the file, by program."""
    found = re.findall(r"^bitexto:   (\w+) +(.*)$", said, re.MULTILINE)
    return {program: line for program, line in found if not re.fullmatch("[0-9a-f]{64}", program)}
