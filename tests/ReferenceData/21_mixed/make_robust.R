# Cluster-robust errors of mixed models: Rscript make_robust.R in this folder, after make.R. Reads the data, writes robust.json.
suppressPackageStartupMessages({library(lme4); library(clubSandwich); library(jsonlite)})
quiet <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-9, maxfun = 1e5), check.conv.singular = "ignore", check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore")
# lme4's optimum, moved on by Newton steps.
polished <- function(f, d, ...) {
  m <- do.call(lmer, list(f, d, control = quiet, ...)); dev <- update(m, devFunOnly = TRUE); th <- getME(m, "theta"); up <- th != 0
  for (i in 1:3) if (any(up)) {
    own <- function(x) { t <- th; t[up] <- x; dev(t) }
    step <- solve(numDeriv::hessian(own, th[up]), numDeriv::grad(own, th[up]))
    if (max(abs(step)) < 1e-3) th[up] <- th[up] - step
  }
  lf <- do.call(lFormula, list(f, d, control = quiet, ...)); df <- do.call(mkLmerDevfun, lf)
  mkMerMod(environment(df), list(par = th, fval = df(th), conv = 0, feval = 1), lf$reTrms, lf$fr, mc = m@call)
}
types <- c("CR0", "CR1", "CR1S", "CR2", "CR3")
named <- function(t) lapply(setNames(rownames(t), rownames(t)), function(n) list(se = t[n, "SE"], df_satterthwaite = t[n, grep("^df", names(t))[1]]))
res <- list()
add <- function(id, data, f, d, cluster, by) {
  m <- polished(f, d)
  own <- lapply(setNames(types, types), function(type) { t <- as.data.frame(coef_test(m, vcov = type, cluster = cluster, test = "Satterthwaite")); rownames(t) <- names(fixef(m)); named(t) })
  res[[length(res) + 1]] <<- list(id = id, data = data, r_call = paste0("coef_test(lmer(", paste(deparse(f, 500), collapse = ""), "), vcov = type, cluster = ", by, ", test = 'Satterthwaite')"), results = own)
}
nested <- read.csv("nested.csv"); ones <- read.csv("ones.csv"); zero <- read.csv("zero.csv"); crossed <- read.csv("crossed.csv")
add("nested3", "nested.csv", y ~ wave + exposed + (1 | school/class/pupil), nested, nested$school, "school")
add("above", "nested.csv", y ~ wave + exposed + (1 | school:class), nested, nested$school, "school")
add("slopes", "nested.csv", y ~ wave * exposed + (1 | school:class) + (1 + wave | school), nested, nested$school, "school")
add("ones", "ones.csv", y ~ x + (1 | g), ones, ones$g, "g")
add("zero", "zero.csv", y ~ x + (1 | school), zero, zero$school, "school")
star <- read.csv("../../../data-schema/examples/star/star.csv", stringsAsFactors = FALSE)
k <- subset(star, gr == "K" & complete.cases(math, cltype, sch, tch)); k$cltype <- factor(k$cltype, c("reg", "small", "reg+A"))
add("star_K", "star.csv", math ~ cltype + (1 | sch/tch), k, k$sch, "sch")
# Prior weights are refused by clubSandwich: its formulas on dense matrices.
power <- function(x, p) { e <- eigen(x, symmetric = TRUE); e$vectors %*% (ifelse(e$values > 1e-12, e$values^p, 0) * t(e$vectors)) }
f <- y ~ x + arm + (1 + x | rater); d <- crossed; d$w <- round(d$w * 2 + 1) / 2
for (own in c("w", "v")) {
  d$v <- crossed$w; d$prior <- d[[own]]; m <- polished(f, d, weights = d$prior)
  x <- getME(m, "X"); zl <- as.matrix(getME(m, "Z") %*% t(getME(m, "Lambdat"))); e <- getME(m, "y") - x %*% fixef(m)
  v <- diag(1 / d$prior) + tcrossprod(zl); w <- solve(v); bread <- solve(t(x) %*% w %*% x); groups <- split(seq_len(nrow(d)), d$rater)
  results <- lapply(setNames(c("CR0", "CR2", "CR3"), c("CR0", "CR2", "CR3")), function(type) {
    parts <- lapply(groups, function(i) {
      vi <- v[i, i, drop = FALSE]; xi <- x[i, , drop = FALSE]; u <- chol(vi); left <- vi - xi %*% bread %*% t(xi)
      a <- switch(type, CR0 = diag(length(i)), CR2 = t(u) %*% power(u %*% left %*% t(u), -1/2) %*% u, CR3 = solve(diag(length(i)) - xi %*% bread %*% t(xi) %*% solve(vi)))
      t(bread %*% t(xi) %*% solve(vi) %*% a)
    })
    h <- lapply(1:ncol(x), function(k) { h <- matrix(0, nrow(d), length(groups)); for (g in seq_along(groups)) h[groups[[g]], g] <- parts[[g]][, k]; h })
    lapply(setNames(1:ncol(x), colnames(x)), function(k) {
      p <- t(h[[k]]) %*% (v - x %*% bread %*% t(x)) %*% h[[k]]
      list(se = sqrt(sum((t(h[[k]]) %*% e)^2)), df_satterthwaite = sum(diag(p))^2 / sum(p^2))
    })
  })
  id <- if (own == "w") "weights_halves" else "weights"
  res[[length(res) + 1]] <- list(id = id, data = "crossed.csv", r_call = "clubSandwich's formulas with V = diag(1/w) + Z Lambda Lambda' Z' on dense matrices; weights_halves: w rounded to halves", results = results)
}
write(toJSON(list(env = paste(R.version.string, "lme4", packageVersion("lme4"), "clubSandwich", packageVersion("clubSandwich")), analyses = res), auto_unbox = TRUE, digits = NA, pretty = 1, null = "null"), "robust.json")
