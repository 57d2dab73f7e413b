"""Compares phieu with @getodk/xforms-engine and pyxform in one run, on the same forms.

    npm install @getodk/xforms-engine jsdom
    pip install pyxform
    python benches/peers/compare.py PHIEU [FORM…]

PHIEU is the release binary, each FORM one more form: an XForm is opened, a workbook is converted to an XForm by pyxform and here. Both
sides are measured from a fresh process, each by the clock inside it:

- opening begins with the file in memory (theirs a text, ours bytes still to be read as one) and ends with an instance to be answered;
- an answer begins with the question found and the value at hand and ends when all that depends on it is recomputed; of all answers of
  a script the median, reading the clock included;
- converting begins with the name of the workbook and ends with the text of its XForm;
- converting by command is all that somebody who types the command waits for, from the start of the process to its end;
- memory is what the process holds at its end (theirs), or held at most (ours).

The modules of either side are loaded before its clock starts. Whatever is measured more than once, the best counts, for either side.
Needs Node 20 and GNU time.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyxform.xls2xform import convert

HERE = Path(__file__).parent
ROSTER = """| survey |
| | type | name | label | relevant | constraint | calculation |
| | begin_repeat | member | Member | | | |
| | text | called | Name | | | |
| | integer | age | Age | | . < 130 | |
| | integer | hours | Hours | ${age} > 14 | . < 100 | |
| | calculate | is_adult | | | | if(${age} > 17, 1, 0) |
| | end_repeat | | | | | |
| | calculate | members | | | | count(${member}) |
"""


def chain():
    rows = ["| survey |", "| | type | name | label | relevant | constraint | calculation |", "| | integer | q0 | Question 0 | | | |"]
    rows += [f"| | integer | q{n} | Question {n} | ${{q{n - 1}}} > 0 | . < 100 | |" for n in range(1, 1000)]
    rows.append("| | calculate | total | | | | " + " + ".join(f"coalesce(${{q{n}}}, 0)" for n in range(10)) + " |")
    return "\n".join(rows) + "\n"


def phieu(binary, form, script):
    """The timing of `phieu try` and its memory; `time` stands between, for a child starts with its parent's."""
    command = ["/usr/bin/time", "-f", "%M", binary, "try", form, "--script", script, "--timing", "--lenient"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    return {**json.loads(run.stdout)["timing"], "rss_mb": int(run.stderr.split()[-1]) / 1000}


def conversion(binary, sheet):
    """What reading a workbook and writing it as an XForm takes inside a fresh process."""
    out = Path(tempfile.mkdtemp()) / "form.xml"
    run = subprocess.run([binary, "convert", sheet, "-o", out, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def engine(form, script):
    command = ["node", "--expose-gc", str(HERE / "xforms-engine.mjs"), form, script]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def pyxform(sheet):
    """What converting a workbook takes, imports apart."""
    script = (
        "import json, sys, time; from pyxform.xls2xform import convert; begin = time.perf_counter(); convert(xlsform=sys.argv[1]); "
        "print(json.dumps({'load_ms': 1000 * (time.perf_counter() - begin)}))"
    )
    return json.loads(subprocess.run([sys.executable, "-c", script, str(sheet)], stdout=subprocess.PIPE, check=True).stdout)


def waited(command):
    """What a whole command takes, in milliseconds."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - begin)


def row(name, theirs, ours):
    if theirs and ours:
        print(f"{name:40} {theirs:12.4f} {ours:12.5f} {theirs / ours:10.0f} times")


def least(measured, key):
    return min(one[key] for one in measured)


def converted(binary, name, sheet):
    theirs, ours = [pyxform(sheet) for _ in range(3)], [conversion(binary, str(sheet)) for _ in range(3)]
    row(f"{name}: convert", least(theirs, "load_ms"), least(ours, "convert_ms"))
    out = Path(tempfile.mkdtemp()) / "form.xml"
    xls2xform = [sys.executable, "-m", "pyxform.xls2xform", "--skip_validate", sheet, out]
    theirs, ours = [waited(xls2xform) for _ in range(5)], [waited([binary, "convert", sheet, "-o", out]) for _ in range(5)]
    row(f"{name}: convert by command", min(theirs), min(ours))


def main():
    binary, *others = sys.argv[1:]
    folder = Path(tempfile.mkdtemp())
    fill = [{"answer": f"/data/q{n}", "value": "1"} for n in range(1000)]
    adding = [{"add": "/data/member"} for _ in range(499)]
    ages = [{"answer": f"/data/member[{n}]/age", "value": value} for value in ("30", "12", "40") for n in range(1, 501)]
    nothing = folder / "nothing.json"
    nothing.write_text('{"steps": []}')
    print(f"{'':40} {'theirs, ms':>12} {'ours, ms':>12}")
    for name, markdown, before, answers in [("1,000 questions in a chain", chain(), [], fill), ("a roster of 500", ROSTER, adding, ages)]:
        sheet = folder / "form.md"
        sheet.write_text(markdown)
        form, script = folder / "form.xml", folder / "script.json"
        form.write_text(convert(xlsform=str(sheet)).xform)
        script.write_text(json.dumps({"steps": before + answers}))
        theirs, ours = [engine(str(form), str(script)) for _ in range(3)], [phieu(binary, str(form), str(script)) for _ in range(3)]
        for what, key in [("open", "load_ms"), ("one answer", "answer_ms"), ("memory, MB", "rss_mb")]:
            row(f"{name}: {what}", least(theirs, key), least(ours, key))
        converted(binary, name, sheet)
    for form in others:
        if not form.endswith(".xml"):
            converted(binary, Path(form).name, form)
            continue
        theirs, ours = [engine(form, str(nothing)) for _ in range(3)], [phieu(binary, form, str(nothing)) for _ in range(3)]
        row(f"{Path(form).name}: open", least(theirs, "load_ms"), least(ours, "load_ms"))
        row(f"{Path(form).name}: memory, MB", least(theirs, "rss_mb"), least(ours, "rss_mb"))


if __name__ == "__main__":
    main()
