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

# Questions about words are asked with words that the set has: the commonest kind of unit, the unit with most reports, the
# commonest fund.
WORDS = {
    "trend": ("unit", "SELECT substr(name, -4) FROM units GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
    "profile": ("unit", "SELECT name FROM units JOIN reports USING (unit_id) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
    "fund": ("name", "SELECT name_key FROM funds GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
}


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
    asked = []
    for name in (q["名称"] for q in json.loads(listed.stdout)):
        parameters = []
        if name in WORDS:
            parameter, sql = WORDS[name]
            answer = subprocess.run([program, "query", out, sql, "--format", "csv"], capture_output=True, check=True)
            parameters = ["-p", parameter + "=" + answer.stdout.decode("utf-8-sig").splitlines()[1]]
        asked.append((" ".join([name, *parameters]), ["--ask", name, *parameters]))
    asked.append(("copied -p members=999999", ["--ask", "copied", "-p", "members=999999"]))
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
