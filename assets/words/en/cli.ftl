# The command line: help, usage errors, passphrases, what the commands say
cli-heading-usage = Usage:
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-phieu = Phiếu: satisfaction polls without a network, from the question asked to the index. Without a command it opens the window.
cli-phieu-workspace = the workspace to open
cli-arg-help = shows this help
cli-arg-version = shows the version
cli-arg-lang = the program's language: vi or en
cli-arg-passphrase-file = a file with the passphrase; without it PHIEU_PASSPHRASE, else you are asked
cli-arg-json = prints JSON, for other programs
cli-arg-form = a form: xlsx, xls, csv, Markdown or XForm, or the name of a built-in instrument
cli-arg-workspace = a workspace (*.phieu)
cli-arg-master = the coordinator's master (*.phieu)

cli-usage-unknown = no such argument: `{ $argument }`
cli-usage-command = no such command: `{ $command }`
cli-usage-missing = missing: { $argument }
cli-usage-value = `{ $value }` does not fit { $argument }
cli-usage-conflict = { $argument } cannot stand together with { $other }
cli-usage-other = wrong usage: { $why }
cli-usage-more = `--help` tells more.

cli-passphrase = Passphrase:{" "}
cli-passphrase-new = New passphrase:{" "}
cli-passphrase-again = Once more:{" "}
cli-passphrase-differs = the two passphrases differ
cli-passphrase-empty = a passphrase is needed
cli-passphrase-nobody = no terminal to ask for the passphrase: set PHIEU_PASSPHRASE or give --passphrase-file
cli-no-such = no command and no workspace called `{ $name }`; `phieu --help` lists the commands, `phieu new` makes a workspace
cli-no-window = this build has no window; `phieu --help` lists the commands

cli-arg-output = where to write it
cli-arg-form-name = a form: a file, or the name of a built-in instrument
cli-check = lists every problem of a form with its place; ends with 1 if one is an error
cli-check-form = the form: xlsx, xls, csv, Markdown or XForm
cli-check-clean = nothing to complain about
cli-try = runs an interview without a window and prints its final state as JSON
cli-try-form = the form; attached files are looked for beside it
cli-try-script-arg = the script
cli-try-lenient = skips steps that cannot be taken, and lists them
cli-try-timing = says how long reading and answering took
cli-new = makes a workspace with these forms
cli-new-training = for practice: holds nothing real, may be filled by `simulate`
cli-new-campaign = the campaign; packages of another one are not merged
cli-new-seal = seals every package to this key (`phieu key MASTER` prints it)
cli-new-done = made { $path } with { $forms } { $forms ->
    [one] form
   *[other] forms
}
cli-export = writes the anonymised package, or shows what would leave
cli-export-output = a file that ends in .zip or .zip.age, or a folder
cli-export-seal = seals it to this key instead of the campaign's
cli-export-open = does not seal it, whatever the campaign says
cli-export-preview-arg = shows column by column what would leave, and writes nothing
cli-export-bar = Exporting
cli-export-done = { $path }: { $finished } finished, { $withdrawn } withdrawn, { $new } of them new
cli-export-withheld = { $n } answers are no value of their question and stay here
cli-export-open-warning = the package is not sealed: whoever finds it can read it
cli-export-nothing = nothing to hand over
cli-export-preview = { $title } ({ $version }): { $finished } finished, { $withdrawn } withdrawn, { $drafts } drafts stay
cli-export-column = Column
cli-export-fate = What happens
cli-export-why = Why
cli-export-leaves = leaves
cli-export-coarsened = leaves coarser
cli-export-stays = stays
cli-merge = merges packages into the master, which is made when it is not there; ends with 1 if one is refused
cli-merge-input = packages, or folders with packages anywhere in them
cli-merge-dry-run = shows the plan and merges nothing
cli-merge-accept-form = takes forms that the master does not know
cli-merge-receipt = writes a receipt for the laptops
cli-merge-reading = Reading
cli-merge-bar = Merging
cli-merge-package = Package
cli-merge-verdict = Verdict
cli-merge-done = { $form } ({ $version }): { $records } records, { $withdrawn } withdrawn, { $conflicts } conflicts, from { $packages } packages
cli-index = the index by unit, with n, interval and rank; or a form's tree from given values
cli-index-source = a master; with --leaves a form
cli-index-by = splits by these questions
cli-index-rule = another item rule than the form's own
cli-index-leaves = a CSV `node,value` or `unit,node,value` with the values to compute from
cli-index-form = which form of the master, by its identity; the newest by default
cli-index-csv = prints CSV
cli-index-bar = Counting
cli-index-head = Index of { $form }, rule { $rule }
cli-instrument = lists the built-in forms, or writes one as a workbook
cli-instrument-name-arg = its name
cli-instrument-name = Name
cli-instrument-version = Version
cli-instrument-title = Title
cli-instrument-unknown = no built-in form is called `{ $name }`; there are: { $known }
cli-instrument-done = wrote { $path }
cli-key = prints the key that packages for this master are sealed to

cli-simulate = fills a training workspace with interviews that nobody gave
cli-simulate-count = how many
cli-simulate-seed = the same seed gives the same answers
cli-simulate-bar = Simulating
cli-simulate-done = { $n } interviews
cli-practice = makes a folder to practise with: a workspace, packages, and a master with an index
cli-practice-folder = the folder; one that was made before is left as it is
cli-practice-open = opens the window on it
cli-practice-instrument = the built-in form to practise with
cli-practice-bar = Preparing
cli-practice-done =
    To practise with (passphrase: { $passphrase }):
      a surveyor's workspace   { $laptop }
      packages to merge        { $packages }
      the coordinator's master { $master }
cli-merge-signer = Signer
cli-merge-signer-first = new
cli-merge-signer-known = known
cli-merge-signer-changed = changed
