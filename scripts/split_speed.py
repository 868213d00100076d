#!/usr/bin/env python3
"""Time `bitexto split` beside small programs over other crates, each as a whole process.

    cargo build --release --bins --example split_peers
    python scripts/split_speed.py es=FILE en=FILE [--megabytes 24] [--rounds 9]

Every file, a text in UTF-8, is repeated to the size asked for. The programs read the same file
and write a sentence a line to a pipe that is thrown away. They run in turn, round after round, all
on one core; printed are megabytes (10^6 bytes) a second of processor time, the median of the
rounds, and how many times as fast Bitexto is, the median of the ratios within a round.
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

PEERS = ["sentencex", "icu_segmenter", "unicode-segmentation"]


def seconds(command):
    """Processor time of one run, of the program and of the system for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command[0]}: exit {done.returncode}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="+", metavar="LANG=FILE")
    parser.add_argument("--megabytes", type=float, default=24)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--target", type=pathlib.Path, default=pathlib.Path("target/release"), help="where cargo built"
    )
    args = parser.parse_args()
    bitexto, peers = args.target / "bitexto", args.target / "examples" / "split_peers"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for lang, _, file in (text.partition("=") for text in args.texts):
        text = pathlib.Path(file).read_bytes().rstrip() + b"\n\n"
        with tempfile.NamedTemporaryFile() as repeated:
            repeated.write(text * int(args.megabytes * 1e6 / len(text) + 1))
            repeated.flush()
            n_megabytes = os.path.getsize(repeated.name) / 1e6
            programs = {
                "bitexto": [bitexto, "split", "--lang", lang, repeated.name],
                "bitexto, --lang auto": [bitexto, "split", repeated.name],
            }
            programs |= {peer: [peers, peer, lang, repeated.name] for peer in PEERS}
            rounds = [
                {name: seconds(command) for name, command in programs.items()}
                for _ in range(args.rounds)
            ]
        print(f"{lang}, {n_megabytes:.1f} MB")
        for name in programs:
            speed = n_megabytes / statistics.median(times[name] for times in rounds)
            ratio = statistics.median(times[name] / times["bitexto"] for times in rounds)
            print(f"  {name:<21}{speed:7.0f} MB/s  bitexto / this: {ratio:.2f}")


if __name__ == "__main__":
    main()
