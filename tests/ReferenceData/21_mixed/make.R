# Extra cases for mixed models, with generated data. Rscript make.R in this folder.
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})
set.seed(20)
tight <- function(f, d, ...) lmerTest::lmer(f, d, control = lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-9, maxfun = 1e5), check.conv.singular = "ignore", check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore", check.scaleX = "ignore"), ...)
polish <- function(m) {
  dev <- update(m, devFunOnly = TRUE); th <- getME(m, "theta"); up <- th != 0
  for (i in 1:3) if (any(up)) {
    f <- function(x) { t <- th; t[up] <- x; dev(t) }
    g <- numDeriv::grad(f, th[up]); h <- numDeriv::hessian(f, th[up]); step <- solve(h, g)
    if (max(abs(step)) < 1e-3) th[up] <- th[up] - step
  }
  dev(th); th
}
out <- function(id, call, m, kr = TRUE, extra = list()) {
  s <- coef(summary(m)); vc <- as.data.frame(VarCorr(m))
  r <- list(REML = isREML(m), n_obs = nobs(m), n_groups = as.list(summary(m)$ngrps), fixef = as.list(fixef(m)),
    se = as.list(sqrt(diag(as.matrix(vcov(m))))) , criterion_minus2 = as.numeric(-2 * logLik(m)), AIC = AIC(m), BIC = BIC(m),
    singular = isSingular(m), varcomp = lapply(seq_len(nrow(vc)), function(i) list(group = vc$grp[i], var1 = if (is.na(vc$var1[i])) NULL else vc$var1[i],
      var2 = if (is.na(vc$var2[i])) NULL else vc$var2[i], kind = if (is.na(vc$var2[i])) "variance" else "covariance", sd_or_corr = vc$sdcor[i])))
  names(r$se) <- names(fixef(m))
  tab <- function(s) lapply(setNames(rownames(s), rownames(s)), function(n) as.list(s[n, ]))
  r$satterthwaite <- tab(s)
  if (kr) r$kenward_roger <- tab(coef(summary(m, ddf = "Kenward-Roger")))
  an <- function(ddf) { a <- anova(m, ddf = ddf); lapply(setNames(rownames(a), rownames(a)), function(n) as.list(unlist(a[n, ]))) }
  if (id != "rank_deficient") { r$anova_type3_satterthwaite <- an("Satterthwaite"); if (kr) r$anova_type3_kenward_roger <- an("Kenward-Roger") }
  list(id = id, r_call = call, results = c(r, extra))
}
num <- function(x, k = 6) signif(x, k)
# Crossed, partly: 300 pupils by 24 raters, about 4 ratings each, some raters seldom.
n <- 1200; crossed <- data.frame(pupil = paste0("p", sample(300, n, TRUE)), rater = paste0("r", sample(24, n, TRUE, prob = (1:24)^1.2)), x = num(rnorm(n)), arm = sample(c("a", "b", "c"), n, TRUE))
up <- setNames(rnorm(300, 0, .8), paste0("p", 1:300)); ur <- setNames(rnorm(24, 0, .5), paste0("r", 1:24)); us <- setNames(rnorm(24, 0, .3), paste0("r", 1:24))
crossed$y <- num(2 + .4 * crossed$x + .3 * (crossed$arm == "b") + up[crossed$pupil] + ur[crossed$rater] + us[crossed$rater] * crossed$x + rnorm(n))
crossed$w <- num(runif(n, .3, 3), 4)
# Three nested levels: 12 schools, 3-5 classes, pupils, 1-4 waves; class names repeat over schools.
nested <- do.call(rbind, lapply(1:12, function(s) { us <- rnorm(1, 0, .4); do.call(rbind, lapply(seq_len(sample(3:5, 1)), function(k) { uk <- rnorm(1, 0, .3)
  do.call(rbind, lapply(seq_len(sample(4:9, 1)), function(i) { ui <- rnorm(1, 0, .7); w <- seq_len(sample(1:4, 1)) - 1
    data.frame(school = paste0("s", s), class = paste0("c", k), pupil = paste0("q", i), wave = w, exposed = s %% 2, y = num(3 + .2 * w + .1 * (s %% 2) + us + uk + ui + rnorm(length(w), 0, .5))) })) })) }))
# Groups of one row: 40 groups, sizes 1 (half of them) to 6.
ones <- do.call(rbind, lapply(1:40, function(g) { k <- if (g %% 2) 1 else 2 + g %% 5; data.frame(g = paste0("g", g), x = num(rnorm(k)), y = num(rnorm(1, 0, .8) + rnorm(k))) })); ones$y <- num(ones$y + .5 * ones$x)
# A school variance of exactly zero: school means centred more than chance would.
zero <- data.frame(school = rep(paste0("s", 1:8), each = 12), x = num(rnorm(96)), t = rep(0:1, each = 48)); zero$y <- rnorm(96) ; zero$y <- num(zero$y - ave(zero$y, zero$school) * .98 + .4 * zero$x + .2 * zero$t)
for (d in c("crossed", "nested", "ones", "zero")) write.csv(get(d), paste0(d, ".csv"), row.names = FALSE, quote = FALSE)
res <- list()
add <- function(id, f, dname, kr = TRUE, extra = function(m) list(), ...) {
  d <- get(dname); e <- new.env(); m <- tight(f, d, ...)
  # Rebuild at the polished theta, so that everything derived stands there.
  th <- polish(m); lf <- lFormula(f, d, REML = isREML(m), control = lmerControl(check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore"), ...)
  df <- do.call(mkLmerDevfun, lf); v <- df(th); opt <- list(par = th, fval = v, conv = 0, feval = 1)
  mm <- mkMerMod(environment(df), opt, lf$reTrms, lf$fr, mc = m@call); mm <- lmerTest::as_lmerModLmerTest(mm)
  res[[length(res) + 1]] <<- c(list(data = paste0(dname, ".csv")), out(id, paste(deparse(f, 500), collapse = ""), mm, kr, extra(mm)))
}
add("crossed", y ~ x + arm + (1 | pupil) + (1 | rater), "crossed")
add("crossed_slope", y ~ x * arm + (1 | pupil) + (1 + x | rater), "crossed")
add("crossed_uncorrelated", y ~ x + (1 | pupil) + (1 + x || rater), "crossed")
add("crossed_no_intercept", y ~ 0 + arm + x + (1 | pupil) + (1 | rater), "crossed")
add("nested3", y ~ wave + exposed + (1 | school/class/pupil), "nested")
add("nested3_slope", y ~ wave + exposed + (1 | school) + (1 | school:class) + (1 + wave || school:class:pupil), "nested")
add("ones", y ~ x + (1 | g), "ones")
add("zero", y ~ x + (1 | school), "zero")
weighted <- lmerTest::lmer(y ~ x + arm + (1 | pupil) + (1 | rater), crossed, weights = w, control = lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-10)))
res[[length(res) + 1]] <- c(list(data = "crossed.csv"), out("weights", "y ~ x + arm + (1 | pupil) + (1 | rater), weights = w", weighted, FALSE))
weighted <- lmerTest::lmer(y ~ x + (1 + x | rater), crossed, weights = w, REML = FALSE, control = lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-10)))
res[[length(res) + 1]] <- c(list(data = "crossed.csv"), out("weights_ml", "y ~ x + (1 + x | rater), weights = w", weighted, FALSE))
crossed$twice <- 2 * crossed$x + 1
add("rank_deficient", y ~ x + twice + arm + (1 | rater), "crossed", kr = FALSE)
m <- lmer(y ~ x + (1 + x | rater), crossed, REML = FALSE, control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9)))
ci <- confint(m, method = "profile", oldNames = FALSE, quiet = TRUE)
res[[length(res) + 1]] <- list(id = "profile", data = "crossed.csv", r_call = "confint(lmer(y ~ x + (1 + x | rater), crossed, REML = FALSE), method = 'profile', oldNames = FALSE)", results = setNames(lapply(seq_len(nrow(ci)), function(i) list(lower = ci[i, 1], upper = ci[i, 2])), rownames(ci)))
write(toJSON(list(env = paste(R.version.string, "lme4", packageVersion("lme4"), "lmerTest", packageVersion("lmerTest"), "pbkrtest", packageVersion("pbkrtest")), analyses = res), auto_unbox = TRUE, digits = NA, pretty = 1, null = "null"), "expected.json")
