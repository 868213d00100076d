"""pandas, datasets, polars and pyarrow read what bitexto wrote, by the very lines that it prints."""
import json
import pathlib
import sys

import pandas as pd
import polars as pl
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from datasets import load_dataset

from loaders import traps

SCORE = 5


def main(program, folder):
    corpus, said = traps.build(program, folder)
    rows = traps.read(corpus)
    tsv(corpus, said, rows)
    pairs = [row for row in rows if row[2] and row[3]]
    jsonl(program, corpus, folder, pairs)
    parquet(program, corpus, folder, rows)
    train(program, corpus, folder, pairs)
    doc_jsonl(program, folder, traps.read(folder / "aligned.tsv"))
    every_character(program, folder)
    print(f"{len(rows)} rows, {len(pairs)} pairs, longest cell {max(len(row[2]) for row in rows)} characters")


def evaluated(line, f):
    """What a line that bitexto prints gives for a file."""
    names = {"pd": pd, "pl": pl, "load_dataset": load_dataset, "json": json, "open": open, "f": str(f)}
    return eval(line, names)


def same(program, found, expected):
    """Fails with the first cell that differs."""
    assert len(found) == len(expected), f"{program}: {len(found)} rows, not {len(expected)}"
    for number, (got, want) in enumerate(zip(found, expected)):
        assert got == want, f"{program}: row {number}: {str(got)[:300]!r}, not {str(want)[:300]!r}"
    print(f"  {program}: {len(found)} rows, all the same")


def as_written(row):
    """A row of a reader that takes numbers for numbers."""
    return [f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row]


def tsv(corpus, said, rows):
    lines = traps.loader_lines(said)
    frame = evaluated(lines["pandas"], corpus)
    assert list(frame.columns) == traps.COLUMNS
    same("pandas", frame.values.tolist(), rows)
    frame = evaluated(lines["polars"], corpus)
    same("polars", [list(row) for row in frame.rows()], rows)
    data = evaluated(lines["datasets"], corpus)["train"]
    assert data.column_names == traps.COLUMNS
    same("datasets", [as_written(row.values()) for row in data], rows)
    table = pa_csv.read_csv(
        corpus,
        parse_options=pa_csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False),
        convert_options=pa_csv.ConvertOptions(column_types={name: "string" for name in traps.COLUMNS}),
    )
    same("pyarrow", [list(row.values()) for row in table.to_pylist()], rows)


def jsonl(program, corpus, folder, pairs):
    path = folder / "corpus.jsonl"
    lines = traps.loader_lines(traps.run(program, "convert", corpus, "--to", "jsonl", "-o", path))
    expected = [[row[0], row[2], row[3]] for row in pairs]

    def flat(records):
        return [[r["id"], r["translation"]["es"], r["translation"]["en"]] for r in records]

    same("datasets, jsonl", flat(evaluated(lines["datasets"], path)["train"]), expected)
    same("pandas, jsonl", flat(evaluated(lines["pandas"], path).to_dict("records")), expected)
    same("polars, jsonl", flat(evaluated(lines["polars"], path).to_dicts()), expected)


def parquet(program, corpus, folder, rows):
    path = folder / "corpus.parquet"
    lines = traps.loader_lines(traps.run(program, "convert", corpus, "--to", "parquet", "-o", path))
    expected = [[float(cell) if at == SCORE else cell for at, cell in enumerate(row)] for row in rows]
    same("pandas, parquet", evaluated(lines["pandas"], path).values.tolist(), expected)
    same("polars, parquet", [list(row) for row in evaluated(lines["polars"], path).rows()], expected)
    data = evaluated(lines["datasets"], path)["train"]
    same("datasets, parquet", [list(row.values()) for row in data], expected)
    same("pyarrow, parquet", [list(row.values()) for row in pq.read_table(path).to_pylist()], expected)
    back = folder / "back.tsv"
    traps.run(program, "convert", path, "--to", "tsv", "-o", back)
    assert back.read_bytes() == corpus.read_bytes(), "parquet and back is not the same file"


def train(program, corpus, folder, pairs):
    path = folder / "train.tsv"
    lines = traps.loader_lines(traps.run(program, "convert", corpus, "--to", "train", "-o", path))
    expected = [[row[2], row[3]] for row in pairs]
    same("pandas, train", evaluated(lines["pandas"], path).values.tolist(), expected)


def doc_jsonl(program, folder, rows):
    path = folder / "corpus.doc.jsonl"
    texts = [folder / f"traps.{lang}.txt" for lang in ("es", "en")]
    said = traps.run(program, "align", "--presplit", *texts, "--format", "doc-jsonl", "-o", path)
    [record] = evaluated(traps.loader_lines(said)["python"], path)
    beads = []
    for es, en, score in record["beads"]:
        sides = [" ".join(record[lang][i] for i in run if record[lang][i]) for lang, run in (("es", es), ("en", en))]
        beads.append([*sides, f"{score:.4f}"])
    same("json, doc-jsonl", beads, [[row[2], row[3], row[SCORE]] for row in rows])


def every_character(program, folder):
    """JSONL and Parquet bring back what was put into a corpus by other programs, control characters too."""
    corpus = folder / "raw.tsv"
    row = ["a:s1~t1", "a", traps.RAW, traps.RAW[::-1], "1-1", "0.9000", "1", "1", "1", "1", ""]
    text = "\t".join(traps.COLUMNS) + "\n" + "\t".join(row) + "\n"
    corpus.write_bytes(text.encode("utf-8"))
    for form in ("jsonl", "parquet"):
        traps.run(program, "convert", corpus, "--to", form, "-o", folder / f"raw.{form}")
    record = json.loads((folder / "raw.jsonl").read_text(encoding="utf-8"))
    assert record["translation"] == {"es": row[2], "en": row[3]}
    [data] = load_dataset("json", data_files=str(folder / "raw.jsonl"))["train"]
    assert data["translation"] == record["translation"]
    assert pq.read_table(folder / "raw.parquet").to_pylist()[0]["es"] == row[2]
    print("  jsonl, parquet: every character came back")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
