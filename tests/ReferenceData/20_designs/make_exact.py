"""Makes exact.json: CR2 standard errors and Satterthwaite df of case 10's model of log(murder), with 40 digits.

R forms (X'X)^-1 from columns of very different size there (condition number 8e5) and keeps about six digits of the
standard errors of income and density. Here the definition is computed with mpmath, so that rounding plays no part.
Run in this folder: python3 make_exact.py
"""
import csv
import json
import mpmath as mp

mp.mp.dps = 40
states = ["Alabama", "Florida", "Georgia", "Kentucky", "Mississippi", "North Carolina", "South Carolina", "Tennessee",
          "Virginia", "West Virginia"]
terms = ["(Intercept)", "lawyes", "income", "density"]
rows = [row for row in csv.DictReader(open("../10_did_fewclusters/guns.csv")) if row["state"] in states]
years = sorted({row["year"] for row in rows})
x = mp.matrix([[mp.mpf(1), mp.mpf(row["law"] == "yes"), mp.mpf(row["income"]), mp.mpf(row["density"])]
               + [mp.mpf(row["state"] == state) for state in states[1:]] + [mp.mpf(row["year"] == year) for year in years[1:]]
               for row in rows])
y = mp.matrix([mp.log(mp.mpf(row["murder"])) for row in rows])
bread = (x.T * x) ** -1
beta = bread * (x.T * y)
residual = y - x * beta
variance = [mp.mpf(0)] * len(terms)
influence = []
for state in states:
    members = [index for index, row in enumerate(rows) if row["state"] == state]
    own = mp.matrix([[x[index, j] for j in range(x.cols)] for index in members])
    values, vectors = mp.eigsy(mp.eye(len(members)) - own * bread * own.T)
    root = vectors * mp.diag([1 / mp.sqrt(value) if value > mp.mpf(10) ** -20 else 0 for value in values]) * vectors.T
    part = (bread * own.T)[: len(terms), :] * root
    score = part * mp.matrix([residual[index] for index in members])
    variance = [v + s ** 2 for v, s in zip(variance, score)]
    influence.append((members, own, part))
df = []
for j in range(len(terms)):
    # P_gh = a_g' (I - H)_gh a_h with a_g the cluster's part of the coefficient.
    q = [own.T * part[j, :].T for _, own, part in influence]
    p = mp.matrix(len(states), len(states))
    for g, (_, _, part_g) in enumerate(influence):
        for h in range(len(states)):
            p[g, h] = (part_g[j, :] * part_g[j, :].T)[0] * (g == h) - (q[g].T * bread * q[h])[0]
    trace = sum(p[g, g] for g in range(len(states)))
    df.append(trace ** 2 / sum(value ** 2 for value in p))
json.dump({"analyses": [{"id": "did10_lmurder_cr2", "results": {
    term: {"se": float(mp.sqrt(variance[j])), "df": float(df[j])} for j, term in enumerate(terms)}}]}, open("exact.json", "w"), indent=1)
