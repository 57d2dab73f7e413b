# Letting data out to strangers: tables, releases, the ledger, and the last look at every file
canary-identity = an identity number
canary-phone = a phone number
canary-email = an e-mail address
canary-identifier = a value of `{ $column }`
canary-cell = { $file }, row { $row }, column `{ $column }`: { $what }
canary-name = { $file } `{ $column }`: { $what }
canary-stopped = nothing was written, { $n } { $n ->
    [one] place points
   *[other] places point
} at a person: { $places }

publish-no-answer = No answer
publish-total = Total
publish-weighted-share = { $name } % (weighted)
publish-group-all = all { $base } of “{ $row }” answered “{ $column }”: whoever knows that somebody is one of them knows the answer
publish-group-none = none of the { $base } of “{ $row }” answered “{ $column }”

refused-publish-column = no question `{ $column }` left the laptops outside a repeat
refused-publish-several = `{ $column }` takes several answers at once, so its counts have no total; choose a question with one answer
refused-publish-weights = `{ $column }` is not a weight in every record: a table with weights needs one from each
refused-publish-threshold = a threshold below { $least } is not possible
refused-publish-reason = a threshold below { $usual } needs a reason, which is kept in the ledger: --reason
refused-publish-ending = files that end in `.{ $found }` are not written; these are: .csv, .xlsx: { $path }
refused-convert-identifying = this workspace holds answers as they were given, and these questions are kept from leaving: { $columns }; for a file that only their owner keeps add --identifying, to hand data over use `phieu export`
refused-publish-ledger = cannot be published: { $why }
refused-publish-leak-count = refused: together with { $with } this gives away that { $count } { $count ->
    [one] person answers
   *[other] persons answer
} { $group }
refused-publish-leak-records = refused: whoever also has { $with } can tell { $persons } persons apart into groups of as few as { $least }
refused-publish-leak-contradiction = refused: this contradicts { $with }, so nobody can say what they give away together
refused-publish-unchecked = refused: together with { $with } this is too large to be checked; put answers together or ask for fewer questions, or let it out unchecked with --unchecked --reason, which the ledger keeps

cli-publish = publishes a data set for strangers with its risk report, or a protected table
cli-publish-output = the folder for the data set; with --table a file that ends in .csv or .xlsx
cli-publish-form = the form, by its id or identity; the newest with records by default
cli-publish-table = a table of two questions: small counts are hidden, and others with them so that nothing can be worked out
cli-publish-threshold = hides counts below this; 10 by default, 5 at the least and only with --reason
cli-publish-reason = why the threshold is lower; kept in the ledger
cli-publish-unchecked = publishes what is too large to be held against an earlier release; needs --reason
cli-publish-ledger = lists what was published
cli-publish-bar = Counting
cli-publish-table-done = { $path }: { $primary } small counts hidden, { $hidden } in all
cli-publish-when = When
cli-publish-what = What
cli-publish-file = File
cli-publish-records = Records
cli-publish-remark = Remark
cli-publish-is-table = table
cli-publish-is-file = data

publish-part-quasi = quasi-identifier
publish-part-sensitive = sensitive
publish-part-plain = as it is
publish-part-text = free text
publish-part-told = stays: it tells a quasi-identifier
publish-how-as-answered = as answered
publish-how-withheld = withheld
publish-how-read-row-by-row = read row by row
publish-how-district = district
publish-how-rare-answers-together = rare answers together
publish-how-bands-1 = bands of two
publish-how-bands-2 = bands of four
publish-how-bands-3 = bands of eight
publish-how-bands-4 = bands of sixteen
publish-how-bands-5 = bands of 32
publish-how-bands-6 = bands of 64
publish-how-bands-7 = bands of 128
publish-how-bands-8 = bands of 256
publish-how-bands-9 = bands of 512
publish-how-bands-10 = bands of 1024
publish-search-cut = the search stopped at its bound; there may be a release that loses less

publish-risk-k = smallest group of alike persons
publish-risk-below = persons in groups that are too small
publish-risk-uniques = persons who are alone
publish-risk-highest = highest individual risk
publish-risk-expected = persons whom somebody can expect to find
publish-risk-share = … as a share
publish-risk-special = persons whom few answers set apart (SUDA2)
publish-risk-l = `{ $question }`: fewest different answers in a group
publish-risk-t = `{ $question }`: greatest distance of a group from all

publish-page-title = Risk report of a data release
publish-page-intro = { $n } records. Every person shares the quasi-identifiers with at least { $k } persons, in both readings of an empty cell (it matches any value; it is a value of its own), and every such group gives at least { $l } different answers to each sensitive item.
publish-page-t = The answers of every group are at most { $t } away from those of all.
publish-page-ceiling = No individual risk is above { $risk }.
publish-page-risk = Risk
publish-page-before = Before
publish-page-after = After
publish-page-lost = What was lost
publish-page-loss = { $cells } cells of { $records } records are suppressed; the quasi-identifiers tell { $loss } % less than before
publish-page-question = Question
publish-page-part = What it is
publish-page-how = How it leaves
publish-page-blanked = Suppressed
publish-page-share = Lost
publish-page-kept = Free texts read and let out: { $out }; kept: { $kept }. Tables of repeats kept: { $repeats }. Two figures with a stroke between them are the two readings of an empty cell.
publish-page-repeats = Left out: the rows of the repeats { $names }. How many rows a person has, and what they answer, can point at one; the risk of linked rows is not measured, so none of them leaves.
publish-page-law = Re-identification is forbidden by law. Keys are random and made for this release alone.

refused-publish-no-quasi = nothing is a quasi-identifier: name some with --quasi, or give questions the role `quasi` in the privacy sheet
refused-publish-weak = k must be at least 2, and the share of blanks between 0 and 1
refused-publish-review = not a file for review, the columns RECORD, QUESTION, TEXT and DECISION are needed: { $path }
refused-publish-unreachable = no recoding that was tried meets the wish: allow more blanks, ask for a smaller k or l, or a larger t or risk

cli-publish-quasi = quasi-identifiers instead of those of the privacy sheet
cli-publish-sensitive = sensitive items instead of those of the privacy sheet
cli-publish-k = how many persons share a person's quasi-identifiers at least
cli-publish-l = how many different answers each group gives to a sensitive item at least; 1 asks nothing
cli-publish-t = how far a group's answers may be from those of all, 0 to 1
cli-publish-ceiling = the highest individual risk, 0 to 1
cli-publish-most-blanked = the share of a column's cells that may be suppressed
cli-publish-weight = the question that holds how many persons a record stands for
cli-publish-review = writes the free texts into a file with a column for the decision; publishes nothing
cli-publish-reviewed = that file, decided in: only texts with `yes` leave
cli-publish-search = Searching
cli-publish-done = { $path }: { $n } records, { $cells } cells suppressed
cli-publish-review-done = { $path }: { $n } texts to decide on; this file is not for handing on

desk-export-tier = A de-identified package, not for publication: names, free text and media stay, but whether somebody could be recognised cannot be judged on one laptop's forms.
desk-tab-publish = Publish
desk-publish-title = Publish data
desk-publish-choose-hint = Choose what each question is. The search then makes quasi-identifiers coarser and suppresses as few cells as it finds; nothing is written before you have seen what it costs.
desk-publish-k = persons alike, at least (k)
desk-publish-l = different answers to sensitive questions in each group, at least (l)
desk-publish-t = distance of a group from all, at most (t, 0 to 1; may stay empty)
desk-publish-ceiling = individual risk, at most (0 to 1; may stay empty)
desk-publish-blanked = percent of a column that may be suppressed
desk-publish-not-a-number = One of the numbers cannot be read.
desk-publish-search = Search
desk-publish-columns = Questions
desk-publish-path = Folder for the data set
desk-publish-write = Write
desk-publish-written = Written to { $path }, and noted in the ledger.
desk-publish-table = A table
desk-publish-table-hint = Counts below { $threshold } are hidden, and as few others as it takes so that nobody can work them out.
desk-publish-rows = Rows
desk-publish-columns-of = Columns
desk-publish-table-path = File for the table (.csv, .xlsx)
desk-publish-table-write = Write the table
desk-publish-index = The index
desk-publish-index-hint = Figures on fewer than { $threshold } persons are withheld, and as few others as it takes so that nobody can work them out. On the screen you see all of them; what leaves goes through here.
desk-publish-index-path = File for the index (.csv, .xlsx, .json)
desk-publish-index-write = Write the index
desk-publish-weighted = With shares by weight
desk-publish-exception = Exception
desk-publish-exception-hint = Only where it is really needed, for table and index alike. The usual threshold is { $usual }, never below { $least }. The reason goes into the ledger.
desk-publish-threshold = Hide counts below
desk-publish-unchecked = Let it out even where it is too large to be held against earlier releases
desk-publish-reason = Reason
desk-publish-exception-lacks = A threshold of { $least } or more is needed; one below { $usual }, or leaving unchecked, needs a reason.
desk-publish-ledger = Published so far
desk-publish-step-choose = Data set
desk-publish-step-read = Free text
desk-read-begin = Read the free texts
desk-read-hint = Read each text, then decide. A text that nobody has read stays here.
desk-read-none = The merged records have no free text.
desk-read-counts = { $read } of { $all } read · { $out } to publish · { $kept } kept
desk-read-saving = Saving…
desk-read-back = ← Back
desk-read-on = On →
desk-read-next = Next unread text
desk-read-place = Text { $at } of { $all }
desk-read-same = { $n } records say exactly this; the decision holds for all { $n }.
desk-read-telltale = May point at a person: { $what }
desk-read-leaves = Will be published: { $text }
desk-read-unread = Not read yet
desk-read-is-kept = Kept
desk-read-is-out = To be published
desk-read-is-out-hidden = To be published with words hidden
desk-read-out = 1 · Publish
desk-read-out-hidden = 1 · Publish with { $n } { $n ->
    [one] word
   *[other] words
} hidden
desk-read-keep = 2 · Keep
desk-read-keys = In the text: ← → choose a word, space hides it, ↑ ↓ the text before and after, Enter the next unread one. Clicking a word hides it too.
desk-read-who = First write who decides.
desk-publish-step-judge = What it costs
desk-publish-none = Nothing was published yet.
