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
cli-unreadable = cannot read { $path }
cli-unwritable = cannot write { $path }
cli-no-window = this build has no window; `phieu --help` lists the commands
