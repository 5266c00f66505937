"""Times every named question on a results folder, warm: `python3 benches/questions.py JIXIAO OUT [RUNS]`.

    jixiao demo SET --units 17000 --text-only --seed 3        # 50,000 reports
    jixiao ingest SET/reports --out OUT                       # run.json has the times of the store and the full-text index
    python3 benches/questions.py target/release/jixiao OUT

Of RUNS (3) runs the best is told: wall and processor seconds of the whole process, to an answer of all rows as JSON lines. The
processor seconds are what other work on the machine does not change. Exits with 1 if a question needs a second or more of them.
"""

import json
import os
import subprocess
import sys
import time

# A question that asks for a unit is asked for one kind of unit.
REQUIRED = {"profile": ["-p", "unit=团"]}


def timed(command):
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    wall, after = time.perf_counter() - begun, os.times()
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, done.stdout.count(b"\n")


def main():
    program, out, runs = sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["3"])[0])
    listed = subprocess.run([program, "query", out, "--list", "--format", "json"], capture_output=True, check=True)
    asked = [(q["名称"], ["--ask", q["名称"], *REQUIRED.get(q["名称"], [])]) for q in json.loads(listed.stdout)]
    asked += [(f"search {w}", ["--search", w]) for w in ("医", "医疗", "换届经费", "不存在的词")]
    slow = 0
    print(f"{'wall s':>8} {'cpu s':>8} {'rows':>9}  question")
    for name, arguments in asked:
        times = [timed([program, "query", out, *arguments, "--format", "jsonl"]) for _ in range(runs)]
        wall, cpu, rows = min(t[0] for t in times), min(t[1] for t in times), times[0][2]
        slow += cpu >= 1
        print(f"{wall:8.2f} {cpu:8.2f} {rows:9}  {name}", flush=True)
    sys.exit(1 if slow else 0)


main()
