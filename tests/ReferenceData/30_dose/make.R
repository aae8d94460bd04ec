# Years in a small class against mathematics in grade 3: data, out-of-fold predictions, and the last stage's results.
# Run in this folder: Rscript make.R
suppressPackageStartupMessages({library(clubSandwich); library(jsonlite); library(splines)})
star <- read.csv("../../../data-schema/examples/star/star.csv", stringsAsFactors = FALSE)
waves <- split(star, star$id)
waves <- waves[vapply(waves, function(w) nrow(w) == 4 && !any(duplicated(w$gr)), TRUE)]
d <- do.call(rbind, lapply(waves, function(w) {
  k <- w[w$gr == "K", ]; last <- w[w$gr == "3", ]
  data.frame(sch = last$sch, y = last$math, base = k$math, dose = sum(w$cltype == "small"), small = as.numeric(k$cltype == "small"),
             girl = k$girl, free = k$free, white_asian = k$white_asian, schk = k$sch)
}))
d <- d[complete.cases(d), ]
rownames(d) <- NULL
d$fold <- as.integer(factor(d$sch)) %% 5

# Harrell's restricted cubic spline at his quantiles of the doses above 0, or of their distinct values where those coincide.
share <- c(.05, .35, .65, .95)
knots <- quantile(d$dose[d$dose > 0], share, names = FALSE)
if (anyDuplicated(knots)) knots <- quantile(sort(unique(d$dose[d$dose > 0])), share, names = FALSE)
pos3 <- function(x) pmax(x, 0)^3
basis <- function(x) {
  k <- length(knots)
  cbind(x, sapply(seq_len(k - 2), function(j) (pos3(x - knots[j]) - pos3(x - knots[k - 1]) * (knots[k] - knots[j]) / (knots[k] - knots[k - 1]) +
    pos3(x - knots[k]) * (knots[k - 1] - knots[j]) / (knots[k] - knots[k - 1])) / (knots[k] - knots[1])^2))
}

x <- ~ base + girl + free + white_asian
oof <- function(target, binary) {
  p <- numeric(nrow(d))
  for (f in unique(d$fold)) {
    train <- d[d$fold != f, ]; train$t <- target[d$fold != f]
    model <- if (binary) glm(update(x, t ~ .), binomial, train, control = list(epsilon = 1e-14, maxit = 100)) else lm(update(x, t ~ .), train)
    p[d$fold == f] <- predict(model, d[d$fold == f, ], type = "response")
  }
  p
}
cut <- cbind("1" = d$dose == 1, "2" = d$dose == 2, "3+" = d$dose >= 3) * 1
d$l <- oof(d$y, FALSE)
for (j in 1:3) d[[paste0("m", j)]] <- oof(cut[, j], TRUE)
b <- basis(d$dose)
for (j in 1:ncol(b)) d[[paste0("b", j)]] <- oof(b[, j], FALSE)
d[] <- lapply(d, function(column) as.numeric(formatC(column, digits = 15, format = "g")))
write.csv(d, "star_dose.csv", row.names = FALSE, quote = FALSE)

# ---- the last stage of the categories
ry <- d$y - d$l
r <- cut - as.matrix(d[c("m1", "m2", "m3")])
m <- lm(ry ~ 0 + r)
errors <- function(m, cluster, take) lapply(setNames(c("CR0", "CR1", "CR2", "CR3"), c("CR0", "CR1", "CR2", "CR3")), function(type) {
  v <- vcovCR(m, cluster, type)
  t <- coef_test(m, v, test = "Satterthwaite")
  list(se = t$SE[take], df = t$df_Satt[take], p = t$p_Satt[take])
})
hc0 <- function(m) { z <- model.matrix(m) * sqrt(if (is.null(weights(m))) 1 else weights(m)); u <- residuals(m) * sqrt(if (is.null(weights(m))) 1 else weights(m))
  a <- solve(crossprod(z)); a %*% crossprod(z * u) %*% a }
s <- c(0, sapply(list(d$dose == 1, d$dose == 2, d$dose >= 3), function(rows) mean(d$dose[rows])))
a <- ((s - mean(s)) / sum((s - mean(s))^2))[-1]
trend <- linear_contrast(m, vcovCR(m, d$sch, "CR2"), contrasts = matrix(a, 1), test = "Satterthwaite")
wald <- function(v) drop(t(coef(m)) %*% solve(v, coef(m))) / 3
categories <- list(estimate = unname(coef(m)), iid = sqrt(diag(hc0(m))), cluster = errors(m, d$sch, 1:3), meanDose = s,
  trend = list(estimate = trend$Est, se = trend$SE, df = trend$df), waldCR2 = wald(vcovCR(m, d$sch, "CR2")), waldIid = wald(hc0(m)))

# ---- the curve, by R's own natural splines of the same span, each function residualised by lm
inner <- knots[2:3]; outer <- knots[c(1, 4)]
n0 <- ns(d$dose, knots = inner, Boundary.knots = outer)
rn <- n0
for (j in 1:ncol(n0)) rn[, j] <- n0[, j] - oof(n0[, j], FALSE)
mc <- lm(ry ~ 0 + rn)
grid <- 0:4
at <- predict(n0, grid) - predict(n0, rep(0, 5))
vc <- vcovCR(mc, d$sch, "CR2")
curve <- list(knots = knots, grid = grid, estimate = drop(at %*% coef(mc)), seIid = sqrt(diag(at %*% hc0(mc) %*% t(at))), seCR2 = sqrt(diag(at %*% vc %*% t(at))),
  dfCR2 = c(NA, sapply(2:5, function(i) linear_contrast(mc, vc, contrasts = at[i, , drop = FALSE], test = "Satterthwaite")$df)))

# ---- beside it: the plain estimators
one <- function(m, cluster, term = "t") {
  i <- match(term, names(coef(m))); k <- match(term, names(coef(m))[!is.na(coef(m))])
  t <- coef_test(m, vcovCR(m, cluster, "CR2"), test = "Satterthwaite")
  m0 <- m; list(n = nobs(m), estimate = unname(coef(m)[i]), seCR2 = t$SE[k], dfCR2 = t$df_Satt[k], pCR2 = t$p_Satt[k])
}
smd <- function(v, t, w) { m1 <- weighted.mean(v[t == 1], w[t == 1]); m0 <- weighted.mean(v[t == 0], w[t == 0])
  (m1 - m0) / sqrt((var(v[t == 1]) + var(v[t == 0])) / 2) }
beside <- function(d, t, covariates, baseline = NULL) {
  d$t <- t
  f <- reformulate(covariates)
  p <- fitted(glm(update(f, t ~ .), binomial, d, control = list(epsilon = 1e-14, maxit = 100)))
  d$w <- ifelse(t == 1, 1 - p, p)
  weighted <- lm(y ~ t, d, weights = w)
  out <- list(
    unadjusted = one(lm(y ~ t, d), d$sch), ancova = one(lm(update(f, y ~ t + .), d), d$sch),
    within = one(lm(update(f, y ~ t + . + factor(sch)), d), d$sch), overlap = one(weighted, d$sch),
    hc0 = list(unadjusted = sqrt(hc0(lm(y ~ t, d))["t", "t"]), ancova = sqrt(hc0(lm(update(f, y ~ t + .), d))["t", "t"]), overlap = sqrt(hc0(weighted)["t", "t"])),
    smdBefore = lapply(setNames(covariates, covariates), function(v) smd(d[[v]], t, rep(1, nrow(d)))),
    smdAfter = lapply(setNames(covariates, covariates), function(v) smd(d[[v]], t, d$w)),
    effective = c(exposed = sum(d$w[t == 1])^2 / sum(d$w[t == 1]^2), others = sum(d$w[t == 0])^2 / sum(d$w[t == 0]^2)))
  if (!is.null(baseline)) { d$change <- d$y - d[[baseline]]; out$change <- one(lm(change ~ t, d), d$sch) }
  out
}
k <- read.csv("../12_dml/stark.csv")
results <- list(
  list(id = "categories", call = "lm(ry ~ 0 + r); clubSandwich; HC0 by hand", results = categories),
  list(id = "curve", call = "lm(ry ~ 0 + ns residuals)", results = curve),
  list(id = "beside_grade3", call = "beside(star_dose.csv, small)", results = beside(d, d$small, c("base", "girl", "free", "white_asian"), "base")),
  list(id = "beside_kindergarten", call = "beside(12_dml/stark.csv)", results = beside(k, k$d, c("free", "black", "female", "exp"))))
write(toJSON(list(R = R.version.string, analyses = results), digits = 15, auto_unbox = TRUE, pretty = TRUE, na = "null"), "expected.json")
