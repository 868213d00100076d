"""Texts of any length, made of those that are there."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def documents(gold):
    """Pairs of lists of sentences to align, and for each language the pages to split: of the directory
    `gold`, or of two files."""
    if isinstance(gold, tuple):
        return [tuple(map(lines, gold))], {"es": gold[:1], "en": gold[1:]}
    sents, raw = gold / "sents", gold / "raw"
    if not sents.is_dir():
        print(f"SKIPPED: {sents} is not there; texts are made of the sample corpora", file=sys.stderr)
        sents, raw = ROOT / "corpora" / "gold", ROOT / "corpora"
    pairs = [(lines(path), lines(path.with_suffix(".en"))) for path in sorted(sents.glob("*.es"))]
    pages = {lang: sorted(raw.glob(f"*.{lang}.txt")) or sorted(sents.glob(f"*.{lang}")) for lang in ("es", "en")}
    return pairs, pages


def repeated(pages, n_bytes, path):
    """A file of at least `n_bytes`: pages with a blank line between them, over and over."""
    text = b"\n\n".join(page.read_bytes().rstrip() for page in pages) + b"\n\n"
    path.write_bytes(text * (n_bytes // len(text) + 1))
    return path


def long(documents, size, folder):
    """Files of about `size` sentences a side: documents one behind the other, over and over."""
    source, target = [], []
    while len(source) < size:
        for left, right in documents:
            share = min(1.0, (size - len(source)) / max(1, len(left)))
            source += left[: round(share * len(left))]
            target += right[: round(share * len(right))]
            if len(source) >= size:
                break
    paths = folder / f"{size}.es", folder / f"{size}.en"
    for path, side in zip(paths, (source, target)):
        path.write_text("\n".join(side) + "\n", encoding="utf-8")
    return paths, len(source), len(target)


def articles(documents, n, folder):
    """`n` pairs of files of 40 sentences a side, and tables that list them."""
    short = [pair for pair in documents if 30 <= len(pair[0]) <= 150] or documents
    rows, plain = ["es\ten\tdoc"], []
    for index in range(n):
        (source, target), at = short[index % len(short)], index // len(short)
        first = at * 7 % max(1, len(source) - 40)
        paths = folder / f"a{index}.es", folder / f"a{index}.en"
        for path, side in zip(paths, (source, target)):
            path.write_text("\n".join(side[first : first + 40]) + "\n", encoding="utf-8")
        rows.append(f"{paths[0].name}\t{paths[1].name}\ta{index}")
        plain.append(f"{paths[0]}\t{paths[1]}")
    table, listed = folder / "pairs.tsv", folder / "pairs.txt"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    listed.write_text("\n".join(plain) + "\n", encoding="utf-8")
    return table, listed


def short(documents, folder):
    """Files of the documents of at most 400 sentences a side, as they are; a table that lists them, how many there
    are, and how many sentences they have, both sides together."""
    rows, n_sentences = ["es\ten\tdoc"], 0
    for index, pair in enumerate(pair for pair in documents if max(map(len, pair)) <= 400):
        paths = folder / f"d{index}.es", folder / f"d{index}.en"
        for path, side in zip(paths, pair):
            path.write_text("\n".join(side) + "\n", encoding="utf-8")
            n_sentences += len(side)
        rows.append(f"{paths[0].name}\t{paths[1].name}\td{index}")
    table = folder / "short.tsv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return table, len(rows) - 1, n_sentences
