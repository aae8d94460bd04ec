"""Times scikit-learn's RandomForestRegressor on the data that LearnersBesideForests.cs wrote: 500 trees, five folds,
outcome and exposure; a warm fit first. forests.py FOLDER THREADS prints "data,forest,seconds,loss of y,loss of d" lines."""

import csv
import sys
import time

import numpy as np
from sklearn.ensemble import RandomForestRegressor

folder, threads = sys.argv[1], int(sys.argv[2])


def crossfit(target, features, folds, leaf):
    predicted = np.zeros(len(target))
    for fold in np.unique(folds):
        test = folds == fold
        forest = RandomForestRegressor(n_estimators=500, n_jobs=threads, random_state=1, min_samples_leaf=leaf)
        predicted[test] = forest.fit(features[~test], target[~test]).predict(features[test])
    return float(np.mean((target - predicted) ** 2))


for name in ("smokeban", "star", "nonlinear"):
    with open(f"{folder}/{name}.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    data = np.array(rows, dtype=float)
    y, d, folds, features = data[:, 0], data[:, 1], data[:, 2], data[:, 3:]
    RandomForestRegressor(n_estimators=20, n_jobs=threads).fit(features[:500], y[:500])
    for leaf in (1, 50):
        began = time.perf_counter()
        losses = [crossfit(target, features, folds, leaf) for target in (y, d)]
        seconds = time.perf_counter() - began
        label = f"scikit-learn leaf {leaf}" + (" (default)" if leaf == 1 else "")
        print(name, label, seconds, *losses, sep=",", flush=True)
