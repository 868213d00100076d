#!/usr/bin/env python3
"""Has real programs read what bitexto writes, and checks that they got every row as it was written.

    cargo build --release
    python3 scripts/clients.py             pandas, datasets, polars, pyarrow, OpusFilter, Translate Toolkit
    python3 scripts/clients.py --train     and sentencepiece with a small PyTorch model (2.5 GB to fetch)

The programs go into a virtual environment in a temporary folder (or the one named with --venv, which
stays). Where PyPI cannot be reached, it says so and ends with status 0.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

# What pip says when there is no PyPI, and not when a package has gone from it.
UNREACHABLE = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "ProxyError", "Connection refused",
               "Temporary failure in name resolution", "Connection broken", "ReadTimeoutError", "SSLError")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true", help="train a small model too")
    parser.add_argument("--venv", type=pathlib.Path, help="the virtual environment to use or make, and keep")
    parser.add_argument("--bitexto", type=pathlib.Path, default=ROOT / "target" / "release" / "bitexto")
    arguments = parser.parse_args()
    if not arguments.bitexto.exists():
        sys.exit(f"clients: {arguments.bitexto}: not found; run cargo build --release first")
    with tempfile.TemporaryDirectory(prefix="bitexto-clients-") as folder:
        folder = pathlib.Path(folder)
        python = install(arguments.venv or folder / "venv", arguments.train)
        if python is None:
            print("clients: SKIPPED: PyPI cannot be reached, so no program has read our files", flush=True)
            return
        # Hubs are never asked, whatever a library would like to fetch; caches go with the folder.
        environment = dict(os.environ, HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=str(folder / "hub"),
                           PYTHONPATH=str(HERE), PYTHONUTF8="1")
        steps = ["loaders.tables", "loaders.tools"] + ["loaders.train"] * arguments.train
        for step in steps:
            start = time.monotonic()
            work = folder / step
            work.mkdir()
            command = [python, "-m", step, str(arguments.bitexto.resolve()), str(work)]
            if subprocess.run(command, env=environment, cwd=work).returncode != 0:
                sys.exit(f"clients: {step} failed")
            print(f"clients: {step} passed in {time.monotonic() - start:.0f} s", flush=True)


def install(place, train):
    """The Python of a virtual environment with the programs, or None where PyPI is out of reach."""
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
    packages = ["-r", str(HERE / "requirements-clients.txt")] + ["torch==2.15.0"] * train
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    start = time.monotonic()
    run = subprocess.run(pip + packages, capture_output=True, text=True)
    if run.returncode != 0:
        if any(word in run.stderr for word in UNREACHABLE):
            return None
        sys.exit(f"clients: pip failed:\n{run.stderr}")
    print(f"clients: installed in {time.monotonic() - start:.0f} s", flush=True)
    return python


if __name__ == "__main__":
    main()
