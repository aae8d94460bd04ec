"""Compares what the cells of two notebooks gave: same_outputs.py COMMITTED RUN.

Exits 1 and names the first cell that differs. Left out of the comparison are the fields that docs/notebooks.md states: a run's
id and the program's version, and the ids within a picture, which are made from its content. A number with decimals may be another
by one in its last place: processors of another kind add up in another order.
"""
import json
import re
import sys


def outputs(path):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    return [given(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def given(cell):
    parts = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            parts.append(output["name"] + ": " + joined(output["text"]))
        elif output["output_type"] == "error":
            parts.append("error: " + output["evalue"])
        else:
            parts += [kind + ": " + joined(data) for kind, data in sorted(output["data"].items())]
    return steady("\n".join(parts))


def joined(text):
    return text if isinstance(text, str) else "".join(text)


def steady(text):
    # Letters stand one by one in a picture's text, so the same number of letters takes the same place.
    runs = set(re.findall(r"\b[Rr]un(?:[ -])([0-9a-f]{12})\b", text))
    for run in runs:
        text = text.replace(run, "RUN")
    text = re.sub(r"\blob \d+\.\d+\.\d+(\+[0-9a-f]+)?", "lob VERSION", text)
    text = re.sub(r"\bc[0-9a-f]{8}-(title|desc|p\d+)\b", r"ID-\1", text)
    return re.sub(r'(<text [^>]*?) x="[^"]*"([^>]*>[^<]*(?:RUN|VERSION))', r"\1\2", text)


NUMBER = re.compile(r"\d+[.,]\d+")


def same(expected, found):
    if expected == found:
        return True
    if NUMBER.sub("#", expected) != NUMBER.sub("#", found):
        return False
    return all(near(*pair) for pair in zip(NUMBER.findall(expected), NUMBER.findall(found)))


def near(one, other):
    places = [len(re.split("[.,]", number)[1]) for number in (one, other)]
    digits = [int(re.sub("[.,]", "", number).ljust(40, "0")[: len(re.sub("[.,]", "", number)) + max(places) - place]) for number, place in zip((one, other), places)]
    return abs(digits[0] - digits[1]) <= 1


def main():
    one, other = outputs(sys.argv[1]), outputs(sys.argv[2])
    if len(one) != len(other):
        sys.exit(f"{sys.argv[1]}: {len(one)} cells of code, {len(other)} in {sys.argv[2]}")
    for number, (expected, found) in enumerate(zip(one, other), 1):
        if same(expected, found):
            continue
        at = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
        around = slice(max(0, at - 60), at + 60)
        sys.exit(f"{sys.argv[1]}: cell {number} differs\n  expected … {expected[around]!r}\n  found    … {found[around]!r}")


main()
