#!/usr/bin/env bash
# All pictures of a folder on one sheet, as they are, in grey, or as somebody without green cones sees them.
# Usage: docs/images/contact-sheet.sh FOLDER OUT.png [colour|grey|deuteranopia] [COLUMNS]
# Needs Debian's chromium. The colours of deuteranopia are those of Machado, Oliveira and Fernandes (2009), severity 1.
set -euo pipefail
folder="$(realpath "${1:?Usage: docs/images/contact-sheet.sh FOLDER OUT.png [colour|grey|deuteranopia] [COLUMNS]}")"
out="$(realpath -m "${2:?Name the picture to write.}")"
case "${3:-colour}" in
  colour) filter='none' ;;
  grey) filter='grayscale(1)' ;;
  deuteranopia) filter='url(#deuteranopia)' ;;
  *) echo "'$3' is not colour, grey or deuteranopia." >&2; exit 2 ;;
esac
columns="${4:-3}"
width=560
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
pictures=("$folder"/*.png)
[ -e "${pictures[0]}" ] || { echo "$folder holds no .png." >&2; exit 2; }
{
  cat <<HTML
<!doctype html><meta charset="utf-8"><style>
body { margin: 16px; font: 15px "DejaVu Sans", sans-serif; background: #e8e8e8; columns: $columns; column-gap: 16px; width: $((columns * width + (columns - 1) * 16))px }
figure { margin: 0 0 16px; break-inside: avoid; background: white; filter: $filter }
img { width: 100%; display: block }
figcaption { padding: 4px 8px; background: #333; color: white }
</style>
<svg width="0" height="0" style="position: absolute"><filter id="deuteranopia" color-interpolation-filters="linearRGB"><feColorMatrix values="
0.367322 0.860646 -0.227968 0 0  0.280085 0.672501 0.047413 0 0  -0.011820 0.042940 0.968881 0 0  0 0 0 1 0"/></filter></svg>
HTML
  for picture in "${pictures[@]}"; do
    name="$(basename "$picture" .png)"
    printf '<figure><figcaption>%s</figcaption><img src="file://%s"></figure>\n' "${name%.nl}" "$picture"
  done
  # The page's own height is what the picture is cut to.
  echo '<script>addEventListener("load", () => { document.title = String(document.documentElement.scrollHeight) })</script>'
} >"$work/sheet.html"
browse() { chromium --headless --no-sandbox --disable-gpu --allow-file-access-from-files --user-data-dir="$work/profile" "$@" "file://$work/sheet.html" 2>/dev/null; }
height="$(browse --window-size="$((columns * width + columns * 16 + 16)),1000" --virtual-time-budget=20000 --dump-dom | sed -n 's#.*<title>\([0-9]*\)</title>.*#\1#p' | head -1)"
browse --hide-scrollbars --window-size="$((columns * width + columns * 16 + 16)),${height:-4000}" --virtual-time-budget=20000 --screenshot="$out" >/dev/null
echo "$out: ${#pictures[@]} pictures"
