#!/usr/bin/env bash
# Takes a picture of each screen of the running program: light and dark at 1366×768, and light at twice the size.
# tests/screens.sh [FOLDER]: pictures go to FOLDER (target/screens unless it is named). Needs Xvfb, xdotool, ImageMagick and matchbox.
# tests/screens.sh --readme: the four of the README, made small, go to assets/docs/pictures too.
set -euo pipefail
cd "$(dirname "$0")/.."
readme=""
if [ "${1:-}" = "--readme" ]; then
    readme="--readme"
    shift
fi
pictures="$(realpath -m "${1:-target/screens}")"
mkdir -p "$pictures"
if [ -z "${PHIEU_ON_SCREEN:-}" ]; then
    cargo build --locked
    export PHIEU_ON_SCREEN=1
    # shellcheck disable=SC2086 # nothing or one word
    exec xvfb-run -a -s "-screen 0 1366x768x24" "$0" $readme "$pictures"
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
export HOME="$home" XDG_CONFIG_HOME="$home" XDG_STATE_HOME="$home" LIBGL_ALWAYS_SOFTWARE=1 PHIEU_PASSPHRASE="luyen tap"

# A laptop, a master, and packages for it: three good ones, one cut off, one that is none.
"$phieu" practice "$home/khao-sat"
packages="$home/khao-sat/to-merge"
head -c 20000 "$home/khao-sat/merged/laptop-1.zip" >"$packages/usb-2.zip"
echo "Họp lúc 14 giờ" >"$packages/ghi-chu.zip"

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
    rm -f "$home"/*.phieu*
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
    xdotool mousemove 1000 766
}
picture() {
    sleep 1
    import -window root "$pictures/$variant-$1.png"
}
copy() { # NAME AS
    cp "$home/khao-sat/$1.phieu" "$home/$2.phieu"
}

for variant in light dark large; do
    theme=light zoom=1
    [ "$variant" != dark ] || theme=dark
    [ "$variant" != large ] || zoom=2
    mkdir -p "$home/phieu"
    printf 'theme = "%s"\nzoom = %s.0\nlanguage = "vi"\nrecent = []\n' "$theme" "$zoom" >"$home/phieu/preferences.toml"
    xdotool mousemove 1000 766

    open
    picture start
    close

    copy laptop "Máy số 3"
    PHIEU_PASSPHRASE="" open "$home/Máy số 3.phieu"
    picture passphrase
    say "sai mat khau"
    press Return
    sleep 2
    picture wrong-passphrase
    close

    copy laptop "Máy số 3"
    open "$home/Máy số 3.phieu"
    picture surveyor
    press 1
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
    press Escape alt+Left alt+Left Return
    picture violation
    close

    copy laptop "Máy số 3"
    open "$home/Máy số 3.phieu"
    press 1
    sleep 1
    if [ "$zoom" = 1 ]; then
        point 450 343
        picture export
        point 1150 58
        point 624 343
        picture records
        point 1150 58
        point 424 476
        picture contact
        press Escape
    fi
    press Return 2 Return Return
    picture declined
    close

    copy city "Hà Nội"
    open "$home/Hà Nội.phieu"
    picture merge
    for _ in {1..13}; do # past nine tabs, the options and two buttons, to the path
        press Tab
    done
    say "$packages"
    press Return
    sleep 2
    picture plan
    if [ "$zoom" = 1 ]; then
        for tab in 210:conflicts 320:progress 433:quality 541:grid 638:tables 748:versions; do
            point "${tab%%:*}" 50
            sleep 2
            picture "${tab##*:}"
        done
        point 850 50
        sleep 2
        picture index
    fi
    close
done

if [ -n "$readme" ]; then
    mkdir -p assets/docs/pictures
    while read -r picture name; do
        convert "$pictures/$picture.png" -resize 683x +dither -colors 128 -strip "PNG8:assets/docs/pictures/$name.png"
    done <<'LIST'
light-matrix interview
light-index index
dark-export export
dark-plan merge
LIST
    ls -l assets/docs/pictures
fi
echo "pictures in $pictures"
