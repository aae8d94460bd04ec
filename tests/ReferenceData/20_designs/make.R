# Makes expected.json: linear models whose designs, weights and gaps are harder than the published cases'.
# Run in this folder: Rscript make.R
suppressMessages({ library(clubSandwich); library(jsonlite) })
warp <- read.csv("warpbreaks.csv", stringsAsFactors = TRUE)
warp$block <- (seq_len(nrow(warp)) - 1) %/% 6 + 1
anorexia <- read.csv("../10_did_fewclusters/anorexia.csv", stringsAsFactors = TRUE)
grunfeld <- read.csv("../10_did_fewclusters/grunfeld.csv")
grunfeld$w <- grunfeld$year - 1934
grunfeld$twice <- 2 * grunfeld$value
guns <- read.csv("../10_did_fewclusters/guns.csv", stringsAsFactors = TRUE)
guns <- subset(guns, year >= 1990)
star <- read.csv("../../../data-schema/examples/star/star.csv", stringsAsFactors = TRUE)
star <- subset(star, gr == "K" & complete.cases(pct, cltype, sch, tch))
star$cltype <- relevel(star$cltype, "reg")

describe <- function(id, formula, data, weights = NULL, cluster = NULL) {
  if (!is.null(weights)) data$.w <- data[[weights]]
  fit <- if (is.null(weights)) lm(formula, data) else lm(formula, data, weights = .w)
  kept <- coef(fit)[!is.na(coef(fit))]
  out <- list(
    id = id, n = nobs(fit), df = df.residual(fit), sigma = sigma(fit), r2 = summary(fit)$r.squared,
    adjR2 = summary(fit)$adj.r.squared, aic = AIC(fit), bic = BIC(fit),
    aliased = I(names(coef(fit))[is.na(coef(fit))]),
    terms = I(names(kept)), estimate = I(unname(kept)), se = I(unname(sqrt(diag(vcov(fit)))[names(kept)])))
  if (!is.null(cluster)) for (type in c("CR0", "CR1", "CR1S", "CR2", "CR3")) {
    # clubSandwich inverts singular matrices in CR3 when a cluster has its own fixed effect: no value to compare then.
    test <- if (type == "CR3" && grepl("state|factor\\(firm", deparse(formula))) NULL else
      coef_test(fit, vcov = type, cluster = data[[cluster]], test = "Satterthwaite")
    if (!is.null(test)) out[[type]] <- list(se = I(test$SE), df = I(test$df_Satt))
  }
  out
}

cases <- list(
  describe("crossed", breaks ~ wool * tension, warp, cluster = "block"),
  describe("cells", breaks ~ wool:tension, warp),
  describe("no_intercept", breaks ~ 0 + tension + wool, warp),
  describe("nested", breaks ~ wool / tension, warp),
  describe("cells_no_intercept", breaks ~ tension + wool:tension - 1, warp),
  describe("slopes_per_group", Postwt ~ Treat * Prewt, anorexia),
  describe("slopes_only", Postwt ~ Treat:Prewt, anorexia),
  describe("slopes_no_main", Postwt ~ Treat + Treat:Prewt, anorexia),
  describe("powers", Postwt ~ Prewt + I(Prewt^2) + log(Prewt) + Treat, anorexia),
  describe("all_pairs", breaks ~ (wool + tension + block)^2, warp),
  describe("without", breaks ~ wool * tension - wool:tension, warp),
  describe("numbers_crossed", inv ~ value * capital, grunfeld, cluster = "firm"),
  describe("weighted", inv ~ value + capital, grunfeld, weights = "w", cluster = "firm"),
  describe("weighted_fixed", inv ~ value + capital + factor(firm), grunfeld, weights = "w", cluster = "firm"),
  describe("dropped", inv ~ value + twice + capital, grunfeld, cluster = "firm"),
  describe("dropped_indicators", inv ~ factor(firm) + value + I(firm * 2) + capital, grunfeld),
  describe("star_by_teacher", pct ~ cltype, star, cluster = "tch"),
  describe("star_by_school", pct ~ cltype, star, cluster = "sch"),
  describe("states_as_categories", log(violent) ~ law + log(income) + state, guns, cluster = "state"))
write_json(list(analyses = lapply(cases, function(case) list(id = case$id, results = case))), "expected.json", digits = 15, auto_unbox = TRUE)
