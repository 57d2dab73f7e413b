# what cannot have been meant
judge-not-a-choice = `{ $name }` is never `{ $value }`: the list `{ $list }` has no such choice
judge-compares-several = several choices of `{ $name }` can be chosen, and = compares all of them at once: write selected({"${"}{ $name }{"}"}, '{ $value }')
judge-not-a-number = `{ $name }` is a number and never `{ $value }`
judge-not-whole = `{ $name }` is a whole number and never { $value }
judge-no-numbers = `{ $name }` cannot be put in order: no choice of the list `{ $list }` is a number
judge-not-a-date = `{ $name }` is a date and `{ $value }` is none: write it as 2026-11-22
judge-number-for-date = `{ $name }` is a date; compared with { $value } it counts as the days since 1970-01-01
judge-date-and-number = `{ $date }` is a date and `{ $number }` is a number: they cannot be compared
judge-nothing-in-common = `{ $left }` never equals `{ $right }`: their lists have no choice in common
judge-only-ok = `{ $name }` is `OK` when ticked and never `{ $value }`
judge-unknown-choice-column = no choice of the list `{ $list }` has a column `{ $column }`
judge-unreachable-choice = the choice `{ $choice }` of the list `{ $list }` is never offered: `{ $name }` is never `{ $value }`, which its column `{ $column }` asks for
judge-choice-not-asked-for = the choice `{ $choice }` of the list `{ $list }` is never offered: no filter asks for `{ $value }` in its column `{ $column }`
judge-unreachable-choices = { $count } choices of the list `{ $list }` are never offered, `{ $first }` the first: no answer has the value that their column `{ $column }` asks for
judge-never-asked = `{ $name }` is never asked: its condition never holds
judge-contradicting-conditions = `{ $name }` is never asked: its condition and those it depends on contradict each other about `{ $about }`
judge-unsatisfiable-constraint = no answer to `{ $name }` satisfies its constraint
judge-locked-but-required = `{ $name }` must be answered, cannot be changed and begins empty: the interview can never be finished
judge-unused-list = nothing uses the list `{ $list }`
judge-same-label = the choices `{ $first }` and `{ $second }` of the list `{ $list }` both read “{ $label }”
judge-default-not-a-choice = the default `{ $value }` of `{ $name }` is no choice of the list `{ $list }`
judge-default-of-wrong-type = the default `{ $value }` of `{ $name }` is no value of the type `{ $type_name }`
judge-missing-label = `{ $name }` has neither a label nor a hint
judge-missing-repeat-label = the repeat `{ $name }` has no label to add another by
judge-language-without-code = the language `{ $language }` has no code: write it like English (en)
judge-unknown-attached-column = the file `{ $file }` has no column `{ $column }`
judge-unknown-instance = nothing is called `{ $name }` for instance() to read
