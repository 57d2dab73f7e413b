#!/usr/bin/env bash
# Takes a picture of each screen of the running program: light and dark at 1366×768, and light at twice the size.
# tests/screens.sh [FOLDER]: pictures go to FOLDER (target/screens unless it is named). Needs Xvfb, xdotool, ImageMagick and a window manager.
set -euo pipefail
cd "$(dirname "$0")/.."
pictures="$(realpath -m "${1:-target/screens}")"
mkdir -p "$pictures"
if [ -z "${PHIEU_ON_SCREEN:-}" ]; then
    cargo build --locked
    export PHIEU_ON_SCREEN=1
    exec xvfb-run -a -s "-screen 0 1366x768x24" "$0" "$pictures"
fi

phieu="$PWD/target/debug/phieu"
home="$(mktemp -d)"
running=""
finish() {
    [ -z "$running" ] || kill "$running" 2>/dev/null || true
    kill "$manager" 2>/dev/null || true
    rm -rf "$home"
}
trap finish EXIT
matchbox-window-manager -use_titlebar no &
manager=$!
export HOME="$home" XDG_CONFIG_HOME="$home" XDG_STATE_HOME="$home" LIBGL_ALWAYS_SOFTWARE=1 PHIEU_PASSPHRASE="practice only"

# Two laptops and a master.
mkdir -p "$home/packages"
for laptop in an binh; do
    "$phieu" new "$home/$laptop.phieu" --form sipas-citizen --training
    "$phieu" simulate "$home/$laptop.phieu" --count 120 --seed "${#laptop}"
    "$phieu" export "$home/$laptop.phieu" -o "$home/packages/$laptop.zip"
done
"$phieu" merge "$home/city.phieu" "$home/packages/an.zip" --accept-form

open() { # FILE, or nothing for the start
    "$phieu" --lang vi "$@" &
    running=$!
    timeout 60 xdotool search --sync --onlyvisible --name 'Phi' >/dev/null
    sleep 4
}
close() {
    kill "$running"
    wait "$running" 2>/dev/null || true
    running=""
}
press() {
    for key in "$@"; do
        xdotool key "$key"
        sleep 0.6
    done
}
say() {
    xdotool type --delay 40 "$1"
    sleep 0.6
}
point() { # X Y in points
    xdotool mousemove "$(($1 * zoom))" "$(($2 * zoom))" click 1
    sleep 1.5
}
picture() {
    import -window root "$pictures/$variant-$1.png"
}

for variant in light dark large; do
    theme=light zoom=1
    [ "$variant" != dark ] || theme=dark
    [ "$variant" != large ] || zoom=2
    mkdir -p "$home/phieu"
    printf 'theme = "%s"\nzoom = %s.0\nlanguage = "vi"\nrecent = []\n' "$theme" "$zoom" >"$home/phieu/preferences.toml"

    open
    picture start
    close

    cp "$home/an.phieu" "$home/picture.phieu"
    open "$home/picture.phieu"
    picture surveyor
    say "Lan"
    press Return
    sleep 1
    picture home
    press Return
    picture consent
    press 1 Return
    say "dong da"
    picture ward
    press Return Return
    picture question
    press 1 1 3 4 2 2 3 1
    picture matrix
    press F9
    picture review
    press F1
    picture keys
    press Escape ctrl+g
    say "quan tam"
    picture find
    close
    rm -f "$home"/picture.phieu*

    if [ "$zoom" = 1 ]; then
        cp "$home/binh.phieu" "$home/picture.phieu"
        open "$home/picture.phieu"
        say "Lan"
        press Return
        sleep 1
        point 450 363
        picture export
        close
        rm -f "$home"/picture.phieu*
    fi

    cp "$home/city.phieu" "$home/picture.phieu"
    open "$home/picture.phieu"
    picture merge
    press Tab Tab Tab Tab Tab Tab
    say "$home/packages"
    press Return
    sleep 2
    picture plan
    point 195 50
    sleep 2
    picture index
    close
    rm -f "$home"/picture.phieu*
done
echo "pictures in $pictures"
