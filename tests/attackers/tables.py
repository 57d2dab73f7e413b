"""An attacker with a linear programme: what a table with hidden counts gives away.

Reads JSON from stdin: {"cells": [[count or null, …], …]}, the last row and the last column being totals. Prints how many hidden counts can
be worked out exactly, with nothing known of a hidden count but that it is not below 0, and again with it known to be at least 1.
"""

import json
import sys

import numpy
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

cells = json.load(sys.stdin)["cells"]
height, width = len(cells), len(cells[0])
number = {}
for row in range(height):
    for column in range(width):
        if cells[row][column] is None:
            number[row, column] = len(number)

sums = [([(row, column) for column in range(width - 1)], (row, width - 1)) for row in range(height)]
sums += [([(row, column) for row in range(height - 1)], (height - 1, column)) for column in range(width)]
left = lil_matrix((len(sums), len(number)))
right = numpy.zeros(len(sums))
for at, (parts, total) in enumerate(sums):
    for place, sign in [*((part, 1) for part in parts), (total, -1)]:
        if place in number:
            left[at, number[place]] += sign
        else:
            right[at] -= sign * cells[place[0]][place[1]]

found = []
for least in (0, 1):
    recovered = 0
    for cell in range(len(number)):
        aim = numpy.zeros(len(number))
        aim[cell] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * aim, A_eq=left.tocsr(), b_eq=right, bounds=(least, None), method="highs")
            ends.append(None if answer.status == 3 else answer.x[cell])
            if answer.status not in (0, 3):
                sys.exit(answer.message)
        if None not in ends and abs(ends[0] - ends[1]) < 1e-6:
            recovered += 1
    found.append(recovered)
print(*found)
