# export
export-open-warning = the package is not sealed: whoever finds it can read it; use the master's key (--seal age1…)
export-sealed = sealed
export-fate-leaves = leaves as answered
export-fate-coarsened = leaves coarser: { $how }
export-fate-stays = stays
export-nothing-new = nothing new since the last package
export-withheld = { $n } answers that are no value of their question were withheld
export-status-finished = finished
export-status-withdrawn = withdrawn
