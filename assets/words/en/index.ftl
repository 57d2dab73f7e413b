# index
finding-annex-unknown-column = this sheet has no column `{ $column }`; it has { $allowed }
finding-annex-missing-cell = the cell in column `{ $column }` must be filled in
finding-annex-unused-cell = the cell in column `{ $column }` has no effect in this row; leave it blank
finding-annex-unknown-word = column `{ $column }` does not take `{ $found }`; choose one of { $allowed }
finding-annex-unknown-question = no question is called `{ $name }`
finding-annex-ambiguous-question = several questions are called `{ $name }`; write the whole path (group/question)
finding-annex-repeated-row = `{ $name }` is in another row already
finding-annex-bad-number = `{ $found }` in column `{ $column }` is no usable number
finding-annex-bad-recode = `{ $found }` is no recode; for example: bands 18 35 61, top 80, year, month, parent district
finding-annex-recode-does-not-fit = a question of type { $type } cannot be made coarser by `{ $found }`
finding-annex-unknown-choice-column = not every choice of the list `{ $list }` has a cell in column `{ $column }`
finding-annex-recode-without-effect = the recode `{ $found }` has no effect for the role { $role }; only quasi and sensitive are made coarser
finding-annex-unknown-parent = no row defines the parent `{ $name }`
finding-annex-parent-cycle = this node is below itself, by way of `{ $name }`
finding-annex-missing-root = this sheet has no root (a row whose parent is blank)
finding-annex-second-root = the parent of `{ $name }` is blank too, but `{ $first }` is the root
finding-annex-not-scorable = the question `{ $name }` of type { $type } cannot be scored in this way
finding-annex-no-scores = the question `{ $name }`: no choice of the list `{ $list }` has a score (column score)
finding-annex-bad-score = the score `{ $found }` of the choice `{ $choice }` (list `{ $list }`) is no number
finding-annex-items-above-nodes = `{ $name }` has both questions (column items) and rows below; it may have one of them
finding-annex-cell-needed-by-parent = { $column } must be filled in, because `{ $parent }` combines by { $word }
finding-annex-empty-range = `{ $low }` must be less than `{ $high }`
finding-annex-out-of-reach = `{ $name }` has not one value for each answer to `{ $item }`
finding-annex-bad-condition = the condition `{ $source }` cannot be used: { $reason }
finding-annex-stays-with-its-source = `{ $name }` stays although its role is { $role }: it is computed from `{ $origin }`, which points at a person
finding-annex-stays-without-recode = `{ $name }` stays: what is { $role } and no select question leaves only with a recode, for example bands 18 35 61
finding-annex-never-as-answered = `{ $name }` stays although its role is public: the type { $type } never leaves as answered
index-whole = All
index-unit = Unit
index-node = Index
index-n = n
index-value = Value
index-interval = 95 % interval
index-rank = Rank
index-unweighted = { $n } { $n ->
    [one] row
   *[other] rows
} of answers without a usable weight: not counted
index-version-left-out = { $n } { $n ->
    [one] record
   *[other] records
} of version { $version } not counted: that version has no index sheet
index-unsettled-item = { $question }: { $n } answers `{ $choice }` ({ $label }) of version { $version } are not counted until somebody decides which choice that is now (versions table)
index-unsettled-unit = { $n } records of `{ $choice }` ({ $label }), version { $version }, count in the whole alone until somebody decides to which unit they belong now (versions table)
index-unsettled-group = { $n } records of the group `{ $choice }` ({ $label }), version { $version }, belong to no group until somebody decides which it is now (versions table)
index-error-no-index = the form has no index sheet
index-error-no-instrument = nothing was merged yet
index-error-cancelled = stopped
index-error-no-such-form = no form `{ $form }` inside
index-error-unknown-rule = no such rule: `{ $found }`; there are { $allowed }
index-error-withheld = the index reads `{ $name }`, which the privacy sheet keeps back
index-error-no-such-column = no such column: `{ $name }`
index-error-out-of-reach = `{ $name }` has not one value for each answer
index-error-header = the first line must be `node,value` or `unit,node,value`, not `{ $found }`
index-error-unknown-node = line { $line }: no such node: `{ $found }`
index-error-bad-number = line { $line }: `{ $found }` is no number
index-error-repeated = line { $line }: `{ $found }` has a value already
