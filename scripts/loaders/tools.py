"""OpusFilter reads the plain files, the Translate Toolkit TMX and XLIFF."""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

from opusfilter.opusfilter import OpusFilter
from translate.storage import tmx, xliff

from loaders import traps


def main(program, folder):
    corpus, _ = traps.build(program, folder)
    pairs = [(row[0], row[2], row[3]) for row in traps.read(corpus) if row[2] and row[3]]
    opusfilter(program, corpus, folder, pairs)
    memory(program, corpus, folder, pairs)
    bilingual(program, corpus, folder, pairs)


def lines(path):
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    return text[:-1].split("\n")


def opusfilter(program, corpus, folder, pairs):
    """Its filter lets every pair through, so what it writes is what it has read."""
    traps.run(program, "convert", corpus, "--to", "moses", "-o", folder / "corpus")
    for lang, column in (("es", 1), ("en", 2)):
        assert lines(folder / f"corpus.{lang}") == [pair[column] for pair in pairs]
    step = {
        "type": "filter",
        "parameters": {
            "inputs": ["corpus.es", "corpus.en"],
            "outputs": ["kept.es", "kept.en"],
            "filters": [{"LengthFilter": {"unit": "char", "min_length": 1, "max_length": 10**6}}],
        },
    }
    OpusFilter({"common": {"output_directory": str(folder)}, "steps": [step]}).execute_steps()
    for lang in ("es", "en"):
        assert lines(folder / f"kept.{lang}") == lines(folder / f"corpus.{lang}"), f"OpusFilter read other {lang} lines"
    print(f"  OpusFilter: {len(pairs)} pairs, all the same")


def memory(program, corpus, folder, pairs):
    path = folder / "corpus.tmx"
    traps.run(program, "convert", corpus, "--to", "tmx", "--tmx-lang", "es-MX,en-US", "-o", path)
    units = tmx.tmxfile.parsefile(str(path)).units
    assert [(unit.source, unit.target) for unit in units] == [pair[1:] for pair in pairs], "TMX units differ"
    root = ElementTree.parse(path).getroot()
    assert root.get("version") == "1.4" and root.find("header").get("srclang") == "es-MX"
    ids = [unit.get("tuid") for unit in root.iter("tu")]
    assert ids == [pair[0] for pair in pairs] and len(set(ids)) == len(ids)
    tags = {tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.iter("tuv")}
    assert tags == {"es-MX", "en-US"}
    back = folder / "back.tsv"
    traps.run(program, "convert", path, "--to", "tsv", "-o", back)
    kept = [row for row in traps.read(corpus) if row[2] and row[3]]
    assert traps.read(back) == kept, "TMX and back is not the same corpus"
    print(f"  Translate Toolkit: {len(units)} units of TMX, all the same")


def bilingual(program, corpus, folder, pairs):
    path = folder / "corpus.xlf"
    traps.run(program, "convert", corpus, "--to", "xliff", "-o", path)
    units = xliff.xlifffile.parsefile(str(path)).units
    assert [(unit.source, unit.target) for unit in units] == [pair[1:] for pair in pairs], "XLIFF units differ"
    assert not any(unit.isapproved() for unit in units)
    print(f"  Translate Toolkit: {len(units)} units of XLIFF, all the same")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
