# Choosing a workspace.
start-title = Phiếu
start-claim = Ask, store, anonymise, merge, compute. No network needed.
start-field = Surveyor
start-field-hint = Interview and key in forms on this laptop.
start-desk = Coordinator
start-desk-hint = Merge data from the laptops and read the index.
start-recent = Opened lately
start-recent-none = No workspace yet. Make a new one, or practise first.
start-open = Open a workspace…
start-new = New workspace…
start-training = New training workspace…
start-open-master = Open a master…
start-new-master = New master…
start-path = File
start-browse = Choose…
start-form = Form: a built-in name or a file
start-passphrase = Passphrase
start-passphrase-again = Passphrase again
start-passphrase-hint = At least 8 characters. If it is forgotten nobody can open the data again.
start-passphrase-differs = The two passphrases differ.
start-do-open = Open
start-do-create = Make and open
start-back = Back
start-working = Opening, please wait…
start-surveyor = Who is interviewing?
start-surveyor-hint = The name stays on this machine and is never in a package.
start-surveyor-new = Another name
start-surveyor-go = Begin
start-training-banner = Training workspace: nothing in here is real.
start-no-display = cannot open the window: { $reason }
start-no-display-linux = a display (X11 or Wayland) and OpenGL are needed. On Debian: apt install libgl1-mesa-dri libegl1 libx11-6 libxcursor1 libxi6 libxkbcommon-x11-0 libwayland-client0
start-no-display-windows = OpenGL 2.1 is needed. Install a newer display driver, or put Mesa’s opengl32.dll (llvmpipe) beside phieu.exe
start-no-display-commands = everything can be done without the window too: phieu --help

# The menu at the top right.
menu = Options
menu-home = Back to home
menu-close-workspace = Close the workspace
menu-language = Language
menu-theme = Appearance
menu-zoom = Size
theme-light = Light
theme-dark = Dark
theme-high-contrast = High contrast
window-working = Working…
window-cancel = Stop
window-dismiss = Understood

window-nothing-opens = nothing on this machine opens it ({ $why }): { $what }
window-died = The work stopped because of a fault in the program. What was saved is safe; open the workspace again.
dialog-workspaces = Workspaces
dialog-packages = Packages
dialog-forms = Forms
start-surveyor-name = Full name
start-campaign = Campaign (may stay empty)
start-campaign-hint = Exactly as the coordinator names it: only data of one campaign are merged.
start-is-training = For training: holds nothing real
start-title-open = Open a workspace
start-title-new = New workspace
start-title-master = New master
findings-title-refused = { $file } cannot be used yet
findings-title-usable = { $file } can be used, but have a look
findings-count = { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}
findings-error = Error
findings-warning = Warning
findings-line = line { $line }
findings-back = Back
findings-go-on = Go on
findings-more = and { $n } more: the command phieu check lists them all
