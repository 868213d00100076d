"""What a program takes: wall clock, processor time, memory."""
import collections
import pathlib
import statistics
import subprocess
import sys
import tempfile

OUT = "OUT"  # in a command: a path where nothing is yet

# Starts a program and tells what it took. A small program itself: the system counts to a process the
# memory of the one that started it.
LAUNCH = """
import os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
megabytes = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(*seconds, megabytes, os.waitstatus_to_exitcode(status))
"""

Run = collections.namedtuple("Run", "wall seconds megabytes")


def turns(commands, rounds, folder):
    """Runs of each command, by its name: round after round, all of a round behind one another."""
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            # What earlier runs wrote stays: files are made slowly where many have just been deleted.
            out = pathlib.Path(tempfile.mkdtemp(dir=folder)) / "out"
            command = [str(out if part == OUT else part) for part in command]
            launch = [sys.executable, "-I", "-S", "-c", LAUNCH, *command]
            done = subprocess.run(launch, capture_output=True, text=True)
            *figures, status = done.stdout.split() or [""]
            if status not in ("0", "1"):  # 1: a warning about some text
                sys.exit(f"bench: {' '.join(command)}: exit status {status}\n{done.stderr}")
            runs[name].append(Run(*map(float, figures)))
    return runs


def told(commands, rounds):
    """What each command says of itself in lines `STAGE<TAB>NUMBER<TAB>UNIT`, by its name: for each
    stage the numbers of all rounds, and the unit."""
    found = {name: {} for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"bench: {name}: exit status {done.returncode}\n{done.stderr}")
            for stage, number, unit in (line.split("\t") for line in done.stdout.splitlines()):
                found[name].setdefault(stage, ([], unit))[0].append(float(number))
    return found


def median(runs, what="seconds"):
    return statistics.median(getattr(run, what) for run in runs)


def ratio(above, below, what="seconds"):
    """Of each round, then the median of all."""
    return statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(above, below))
