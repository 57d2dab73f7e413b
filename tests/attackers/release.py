"""Another program's judgement of a released file: k, l and t by pycanon, an empty cell taken as a value of its own.

Reads JSON from stdin: {"file": …, "quasi": […], "sensitive": […]}. Prints {"k", "l": {item: …}, "t": {item: …}, "ordered": {item: …}}.
"""

import json
import sys

import pandas
from pycanon import anonymity

asked = json.load(sys.stdin)
table = pandas.read_csv(asked["file"], encoding="utf-8-sig", dtype=str, keep_default_na=False)
answer = {"k": int(anonymity.k_anonymity(table, asked["quasi"])), "l": {}, "t": {}, "ordered": {}}
for item in asked["sensitive"]:
    is_number = pandas.to_numeric(table[item], errors="coerce").notna().all()
    if is_number:
        table[item] = pandas.to_numeric(table[item])
    answer["ordered"][item] = bool(is_number)
    answer["l"][item] = int(anonymity.l_diversity(table, asked["quasi"], [item]))
    answer["t"][item] = float(anonymity.t_closeness(table, asked["quasi"], [item]))
print(json.dumps(answer))
