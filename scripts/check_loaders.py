"""Does `bitexto check` tell the truth about pandas, Hugging Face datasets and polars?

    pip install pandas datasets polars
    python scripts/check_loaders.py target/release/bitexto [--random N]

Writes small TSV files with traps, and N random ones, reads each with the loaders at their default
settings (but for the tab), and compares: check must find a fault for a loader exactly where the
loader stops or gives other fields than the line split at its tabs. Exit status 1 where it does not.
Agreed on all files with pandas 3.1.1, datasets 5.2.0 and polars 2.1.0.
"""

import argparse
import json
import logging
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

import datasets
import pandas
import polars


def numbers(n):
    return "".join(f"{i:03}\tb\tc\n" for i in range(n))


HEADER = "id\tes\ten\n"
TRAPS = [
    "a\tUno\tOne\nb\tDos\tTwo\n",
    'a\t"Hola\tHi\nb\tdos\ttwo"\nc\ttres\tthree\n',
    'a\t"Hola\tHi\nb\tdos\t"two" x\nc\ttres\tthree\n',
    'a\tx\ty\na\tHola\t"Hi\nb\tdos"\ttwo\tx\nc\ttres\tthree\n',
    'a\t"Hola", dijo.\tHi\nb\tdos\ttwo\n',
    'a\t"Hola"\tHi\nb\tdos\ttwo\n',
    'a\t"Ho""la"\tHi\nb\tdos\ttwo\n',
    'a\t""Hola"" x\tHi\n',
    'a\tdijo "Hola\tHi\nb\tdos\ttwo\n',
    'a\tdijo "Hola\tHi\nq\tr\ts\nb\tdos" x\ttwo\n',
    'a\tdijo "Hola" x\tHi "a"\nb\tdos\ttwo\n',
    'a\t"Hola\tHi\nb\tdos\ttwo\n',
    'a\t "Hola\tHi\nb\tdos\ttwo\n',
    "a\tNA\tno\nb\tno\tnan\n",
    "a\tnull\tno\n",
    "a\tn/a\tNULL\nb\tNone\t<NA>\n",
    "a\t\tx\nb\ty\tz\n",
    "a\tb\tc\td\ne\tf\tg\n",
    "a\tb\tc\ne\tf\tg\th\n",
    "a\tb\ne\tf\tg\n",
    "a\tb\tc\n\ne\tf\tg\n",
    "a\tb\rx\tc\ne\tf\tg\n",
    "a\tb\x0bx\x0cy\tc\u2028d\x85e\ne\tf\tg\n",
    "a\tb\x01x\tc\x9f\ne\tf\ufeff\tg\n",
    "007\ta\tb\n008\tc\td\n",
    "a\t12\tb\nb\t13\tc\n",
    "a8\t007\tb\n007\tx\tc\n",
    "a\t- Guion\t=1+1\n",
    "a\tb\tc",
    numbers(99) + "a:1\tb\tc\n",
    numbers(100) + "a:1\tb\tc\n",
    numbers(9999) + "a:1\tb\tc\n",
    numbers(10000) + "a:1\tb\tc\n",
    "x\tb\tc\n" + numbers(20000),
    "x\tb\tc\n" + numbers(270000),
]
PIECES = ['"', '"', "\t", "\t", "\n", "\n", "\r", "uno", " ", "NA", "7", "=", "ñ", "a\tb\tc\n", "x\ty\tz\n"]


def expected(text):
    return [line.split("\t") for line in text.removesuffix("\n").split("\n")[1:]]


def as_pandas(path):
    return pandas.read_csv(path, sep="\t").values.tolist()


def as_datasets(path):
    # The reader that load_dataset("csv", ...) calls, without the cache on disk.
    from datasets.packaged_modules.csv.csv import Csv

    builder = Csv(delimiter="\t", cache_dir=tempfile.gettempdir())
    builder.config.features = None
    files = [str(path)]
    tables = [table for _, table in builder._generate_tables([files], [files])]
    return [list(row.values()) for table in tables for row in table.to_pylist()]


def as_polars(path):
    return [list(row) for row in polars.read_csv(path, separator="\t").rows()]


LOADERS = {"pandas": as_pandas, "datasets": as_datasets, "polars": as_polars}


def is_whole(load, path, rows):
    try:
        return load(path) == rows
    except Exception:
        return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bitexto")
    parser.add_argument("--random", type=int, default=300)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    datasets.logging.set_verbosity(datasets.logging.CRITICAL)
    logging.disable(logging.CRITICAL)
    dice = random.Random(7)
    texts = [HEADER + trap for trap in TRAPS]
    for _ in range(args.random):
        texts.append(HEADER + "k\tl\tm\n" + "".join(dice.choices(PIECES, k=dice.randint(3, 25))))
    n_wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "trap.tsv"
        for text in texts:
            path.write_bytes(text.encode())
            for name, load in LOADERS.items():
                command = [args.bitexto, "check", "--json", "--kind", "tsv", "--loader", name, path]
                said = json.loads(subprocess.run(command, capture_output=True).stdout)
                kinds = [fault["kind"] for fault in said["files"][0]["faults"]]
                whole = is_whole(load, path, expected(text))
                if whole == bool(kinds):
                    n_wrong += 1
                    print(f"{name} reads it {'whole' if whole else 'wrong'}, check says {kinds}: {text!r:.200}")
    print(f"{len(texts)} files, {len(LOADERS)} loaders, {n_wrong} disagreements;",
          f"pandas {pandas.__version__}, datasets {datasets.__version__}, polars {polars.__version__}")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
