"""Sends review sheets through LibreOffice and takes them back: nothing may have changed.

    python3 scripts/spreadsheets.py [BITEXTO]

Needs `soffice` (Debian: libreoffice-calc-nogui); without it nothing is checked, and that is said. The
corpus holds the cells that spreadsheets are known to change, besides the sample articles.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BITEXTO = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/bitexto")
SAMPLES = ["feria", "huelga-limpia", "radio"]

# Texts that a spreadsheet would take for something else, one pair each.
NASTY = [
    ("- Guion de un diálogo.", "- A line of dialogue."),
    ("=1+1", "=HYPERLINK(\"x\")"),
    ("+34 600 000 000", "@ana"),
    ("007", "1/2"),
    ("50 %", "2,5"),
    ("1.234", "1,234"),
    ("3 de mayo", "May 3"),
    ("VERDADERO", "TRUE"),
    ("\"Una cita que no se cierra", "\"A quote that is not closed"),
    ("'Comilla al principio", "'Quote at the start"),
    ("'=ya guardado", "''twice"),
    ("Una marca _x0041_ literal", "A literal _x000D_ mark"),
    ("Doble\u00a0espacio duro y ½ kilo, 1.º", "Hard\u00a0space, ½ kilo & <b>tags</b>"),
    ("¿Qué? ¡No! «Sí», dijo —ella—…", "“Yes,” she said -- ‘no’..."),
    ("#N/A", "#NAME?"),
    ("1E5", "12:30"),
    ("😀 fuera del plano básico 𝒳", "emoji 😀 too"),
    ("la" * 4000, "long " * 1500 + "end"),
]


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: exit status {done.returncode}\n{done.stderr}{done.stdout}")
    return done.stdout


def make_corpus(folder):
    rows, header = [], None
    for name in SAMPLES:
        pair = [str(ROOT / f"corpora/{name}.{lang}.txt") for lang in ("es", "en")]
        header, *more = run(BITEXTO, "align", "-q", *pair).splitlines()
        rows += more
    for n, (es, en) in enumerate(NASTY, 1):
        es, en = es.strip(), en.strip()
        rows.append("\t".join([f"raro:s{n}~t{n}", "raro", es, en, "1-1", "0.5000", str(n), str(n), "1", "1", ""]))
    corpus = folder / "corpus.tsv"
    corpus.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8", newline="\n")
    return corpus


def convert(soffice, source, kind, folder, infilter=None):
    """Opens a file in LibreOffice and saves it as `kind`, a file ending with an optional filter."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder.parent}/profile"
    extra = [f"--infilter={infilter}"] if infilter else []
    run(soffice, "--headless", "--norestore", profile, *extra, "--convert-to", kind, "--outdir", str(folder), str(source))
    made = folder / f"{source.stem}.{kind.split(':')[0]}"
    if not made.exists():
        sys.exit(f"LibreOffice made no {made}")
    return made


def cells(path):
    """The texts of the first sheet of a workbook, by address."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as parts:
        strings = ET.fromstring(parts.read("xl/sharedStrings.xml"))
        texts = ["".join(t.text or "" for t in s.iter(f"{{{space['m']}}}t")) for s in strings.findall("m:si", space)]
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in sheet.iter(f"{{{space['m']}}}c"):
        value = cell.find("m:v", space)
        if value is not None:
            found[cell.get("r")] = texts[int(value.text)] if cell.get("t") == "s" else float(value.text)
    return found


def main():
    soffice = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice:
        print("SKIPPED: there is no soffice (LibreOffice), so no sheet was sent through it", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = make_corpus(folder)
        review, safe = folder / "review.xlsx", folder / "safe.tsv"
        run(BITEXTO, "review", "export", "-q", "--all", str(corpus), "-o", str(review))
        run(BITEXTO, "review", "export", "-q", "--all", "--spreadsheet-safe", str(corpus), "-o", str(safe))
        xlsx = convert(soffice, review, "xlsx", folder / "xlsx")
        ods = convert(soffice, review, "ods", folder / "ods")
        text = "csv:Text - txt - csv (StarCalc)"
        # Tab, quote, UTF-8, from line 1, columns as they are, in Spanish (es-ES), numbers found.
        spanish = "CSV:9,34,76,1,,3082,false,true"
        # What comes back must be the corpus, whatever way it went.
        back = {
            "xlsx": xlsx,
            "ods": ods,
            "ods to xlsx": convert(soffice, ods, "xlsx", folder / "ods-xlsx"),
            "csv, UTF-8": convert(soffice, review, f"{text}:44,34,76,1", folder / "csv8"),
            "csv, UTF-16 with tabs": convert(soffice, review, f"{text}:9,34,65535,1", folder / "csv16"),
            "guarded text to xlsx": convert(soffice, safe, "xlsx", folder / "safe-xlsx", spanish),
            "guarded text to csv": convert(soffice, safe, f"{text}:59,34,76,1", folder / "safe-csv", spanish),
        }
        # A text file's sheet has the file's name: it goes back as text, or under the name it should have.
        failed = False
        for way, path in back.items():
            if way == "guarded text to xlsx":
                rename_sheet(path, "review")
            new = folder / "new.tsv"
            new.unlink(missing_ok=True)
            done = subprocess.run(
                [BITEXTO, "review", "apply", str(path), "--corpus", str(corpus), "--write", "-o", str(new)],
                capture_output=True,
                text=True,
            )
            same = new.exists() and new.read_bytes() == corpus.read_bytes()
            edits = (folder / "new.edits.tsv").read_text().count("\n") - 1 if same else "?"
            print(f"{way}: {'nothing changed' if same and edits == 0 else 'CHANGED'}")
            if not same or edits != 0:
                failed = True
                print(done.stderr, done.stdout, f"edits: {edits}", file=sys.stderr)
        before, after = cells(review), cells(xlsx)
        changed = {a for a in before.keys() | after.keys() if before.get(a) != after.get(a)}
        print(f"xlsx, cell by cell: {len(before)} cells, {len(changed)} changed")
        for address in sorted(changed)[:10]:
            print(f"  {address}: {before.get(address)!r} became {after.get(address)!r}", file=sys.stderr)
        if failed or changed:
            sys.exit(1)


def rename_sheet(path, name):
    with zipfile.ZipFile(path) as parts:
        all_parts = {info.filename: parts.read(info) for info in parts.infolist()}
    book = ET.fromstring(all_parts["xl/workbook.xml"])
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book.find(f"{{{space}}}sheets/{{{space}}}sheet").set("name", name)
    all_parts["xl/workbook.xml"] = ET.tostring(book)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for part, data in all_parts.items():
            parts.writestr(part, data)


if __name__ == "__main__":
    main()
