# Classic data sets of R's lme4 and nlme, and what lme4, lmerTest, pbkrtest and clubSandwich compute from them.
# Rscript make.R in this folder writes the data and expected.json.
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(pbkrtest); library(clubSandwich); library(jsonlite)})
quiet <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-9, maxfun = 1e5), check.conv.singular = "ignore", check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "ignore", check.scaleX = "ignore")
# lme4's optimum, moved on by Newton steps, and everything derived built anew there.
polished <- function(f, d, ...) {
  m <- do.call(lmer, list(f, d, control = quiet, ...)); dev <- update(m, devFunOnly = TRUE); th <- getME(m, "theta"); up <- th > 1e-5
  for (i in 1:3) if (any(up)) {
    own <- function(x) { t <- th; t[up] <- x; dev(t) }
    step <- tryCatch(solve(numDeriv::hessian(own, th[up]), numDeriv::grad(own, th[up])), error = function(e) 1)
    if (max(abs(step)) < 1e-3) th[up] <- th[up] - step
  }
  th[!up & getME(m, "lower") == 0] <- 0
  lf <- do.call(lFormula, list(f, d, control = quiet, ...)); df <- do.call(mkLmerDevfun, lf)
  mkMerMod(environment(df), list(par = th, fval = df(th), conv = 0, feval = 1), lf$reTrms, lf$fr, mc = m@call)
}
table_of <- function(s) lapply(setNames(rownames(s), rownames(s)), function(n) as.list(s[n, ]))
out <- function(m, kr) {
  l <- lmerTest::as_lmerModLmerTest(m); vc <- as.data.frame(VarCorr(m))
  r <- list(REML = isREML(m), n_obs = nobs(m), n_groups = as.list(summary(m)$ngrps), fixef = as.list(fixef(m)),
    se = setNames(as.list(sqrt(diag(as.matrix(vcov(m))))), names(fixef(m))), criterion_minus2 = as.numeric(-2 * logLik(m)), AIC = AIC(m), BIC = BIC(m),
    singular = isSingular(m), varcomp = lapply(seq_len(nrow(vc)), function(i) list(group = vc$grp[i], var1 = if (is.na(vc$var1[i])) NULL else vc$var1[i],
      var2 = if (is.na(vc$var2[i])) NULL else vc$var2[i], kind = if (is.na(vc$var2[i])) "variance" else "covariance", sd_or_corr = vc$sdcor[i])))
  r$satterthwaite <- table_of(coef(summary(l)))
  an <- function(ddf) { a <- anova(l, ddf = ddf); if (nrow(a) == 0) NULL else lapply(setNames(rownames(a), rownames(a)), function(n) as.list(unlist(a[n, ]))) }
  r$anova_type3_satterthwaite <- an("Satterthwaite")
  if (kr) { r$kenward_roger <- table_of(coef(summary(l, ddf = "Kenward-Roger"))); r$anova_type3_kenward_roger <- an("Kenward-Roger") }
  b <- ranef(m, condVar = TRUE)
  r$ranef_first5 <- lapply(b, function(g) { k <- seq_len(min(5, nrow(g))); v <- attr(g, "postVar")
    list(levels = I(rownames(g)[k]), terms = I(colnames(g)), values = unname(as.matrix(g)[k, , drop = FALSE]), cond_sd = if (is.array(v)) { s <- t(sapply(k, function(i) sqrt(diag(matrix(v[, , i], ncol(g)))))); if (ncol(g) == 1) t(s) else s } else NULL) })
  r
}
robust <- function(m, cluster) lapply(setNames(c("CR0", "CR1", "CR1S", "CR2", "CR3"), c("CR0", "CR1", "CR1S", "CR2", "CR3")), function(type) {
  t <- as.data.frame(coef_test(m, vcov = type, cluster = cluster, test = "Satterthwaite")); n <- names(fixef(m))
  lapply(setNames(seq_along(n), n), function(i) list(se = t$SE[i], df_satterthwaite = t[[grep("^df", names(t))[1]]][i]))
})
res <- list()
add <- function(id, name, f, d, cluster = NULL, kr = TRUE, weights = NULL, ...) {
  args <- list(f, d, ...); if (!is.null(weights)) args$weights <- d[[weights]]
  m <- do.call(polished, args); r <- out(m, kr)
  if (!is.null(cluster)) r$robust <- robust(m, d[[cluster]])
  res[[length(res) + 1]] <<- list(id = id, data = name, cluster = cluster, weights = weights, r_call = paste0("lmer(", paste(deparse(f, 500), collapse = ""), if (isREML(m)) "" else ", REML = FALSE", if (is.null(weights)) "" else paste0(", weights = ", weights), ")"), results = r)
}
finish <- function(file) write(toJSON(list(env = paste(R.version.string, "lme4", packageVersion("lme4"), "lmerTest", packageVersion("lmerTest"), "pbkrtest", packageVersion("pbkrtest"), "clubSandwich", packageVersion("clubSandwich")), analyses = res), auto_unbox = TRUE, digits = NA, pretty = 1, null = "null"), file)
save_data <- function(d, file) write.csv(d, file, row.names = FALSE, quote = FALSE, na = "")
if (sys.nframe() == 0) {
  plain <- function(d) { d <- as.data.frame(d); for (n in names(d)) if (is.factor(d[[n]])) d[[n]] <- factor(as.character(d[[n]]), sort(unique(as.character(d[[n]])), method = "radix")); d }
  pastes <- plain(Pastes); penicillin <- plain(Penicillin); dyestuff2 <- plain(Dyestuff2); cakes <- plain(cake)[, c("replicate", "recipe", "temp", "angle")]
  machines <- plain(nlme::Machines); oats <- plain(nlme::Oats); orthodont <- plain(nlme::Orthodont); cattle <- plain(cbpp); cattle$share <- cattle$incidence / cattle$size
  for (d in c("pastes", "penicillin", "dyestuff2", "cakes", "machines", "oats", "orthodont", "cattle")) save_data(get(d), paste0(d, ".csv"))
  add("pastes", "pastes.csv", strength ~ 1 + (1 | batch/cask), pastes, "batch")
  add("penicillin", "penicillin.csv", diameter ~ 1 + (1 | plate) + (1 | sample), penicillin)
  add("penicillin_ml", "penicillin.csv", diameter ~ 1 + (1 | plate) + (1 | sample), penicillin, REML = FALSE, kr = FALSE)
  add("dyestuff2", "dyestuff2.csv", Yield ~ 1 + (1 | Batch), dyestuff2, "Batch")
  add("cakes", "cakes.csv", angle ~ recipe * temp + (1 | replicate/recipe), cakes, "replicate")
  add("machines_nested", "machines.csv", score ~ Machine + (1 | Worker/Machine), machines, "Worker")
  add("machines_slopes", "machines.csv", score ~ Machine + (Machine | Worker), machines, "Worker")
  add("machines_cells", "machines.csv", score ~ Machine + (0 + Machine | Worker), machines, "Worker")
  add("oats", "oats.csv", yield ~ nitro * Variety + (1 | Block/Variety), oats, "Block")
  add("orthodont", "orthodont.csv", distance ~ age * Sex + (age | Subject), orthodont, "Subject")
  add("orthodont_uncorrelated", "orthodont.csv", distance ~ age * Sex + (age || Subject), orthodont, "Subject")
  add("cattle", "cattle.csv", share ~ factor(period) + (1 | herd), cattle, weights = "size", kr = FALSE)
  finish("expected.json")
}
