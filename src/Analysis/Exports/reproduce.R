# How far two numbers may lie apart: relative to the larger one, and for numbers in points at least to the standard error.
tolerance <- 1e-6        # least squares
tolerance_mixed <- 1e-5  # mixed models: two optimizers

if (simulated) cat("*** gesimuleerde gegevens / simulated data: no finding about real people ***\n")

read <- function(file) read.csv(file, colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE)
d <- read("frame.csv")
for (name in setdiff(names(d), "data_kind"))
  d[[name]] <- if (name %in% names(levels_of)) factor(d[[name]], levels = levels_of[[name]]) else as.numeric(d[[name]])
stored <- read("estimates.csv")
numbers <- c("estimate", "se", "df", "t", "p", "lower", "upper", "p_adjusted", "equivalence_p", "equivalence_lower", "equivalence_upper", "robustness", "robustness_interval", "n")
for (name in numbers) stored[[name]] <- as.numeric(stored[[name]])

# Who has no class stands in a class of those without, so that nobody is left out.
class_or_none <- ifelse(is.na(d$class_group), paste0(d$school, "/-"), as.character(d$class_group))
cluster_of <- function(name) switch(name, school = as.character(d$school), class_group = class_or_none, family = as.character(d$family), person = as.character(d$row), stop("no cluster ", name))

# The columns of a moderator: the exposure in one group, 0 in the others.
with_groups <- function(data, row) {
  if (is.na(row$subgroup)) return(data)
  group <- data[[paste0("group_of_", sub(":.*", "", row$subgroup))]]
  data$group_of_moderator <- group
  for (name in setdiff(all.vars(as.formula(row$formula)), names(data))) {
    of <- regmatches(name, regexec("^(.*)_in_([A-Za-z0-9_]+)$", name))[[1]]
    for (level in levels(group)) if (endsWith(name, paste0("_in_", level)))
      of <- c(name, substr(name, 1, nchar(name) - nchar(level) - 4), level)
    data[[name]] <- ifelse(group == of[3], data[[of[2]]], 0)
  }
  data
}

# Persons; where persons have several rows, fewer than rows.
persons_of <- function(used) if ("person" %in% names(used)) length(unique(used$person)) else nrow(used)

whole <- function(data, formula, extra = NULL) complete.cases(data[, c(all.vars(formula), "school", extra), drop = FALSE])

with_t <- function(estimate, se, df) {
  half <- qt(1 - (1 - confidence) / 2, df) * se
  list(estimate = estimate, se = se, df = df, t = estimate / se, p = 2 * pt(-abs(estimate / se), df), lower = estimate - half, upper = estimate + half)
}

# Cinelli & Hazlett (2020): how strong an unmeasured cause would have to be, equal on both sides.
robustness <- function(fit, term, printed) {
  classical <- summary(fit)$coefficients[term, ]
  value <- function(distance) { f <- abs(distance) / (classical[["Std. Error"]] * sqrt(df.residual(fit))); (sqrt(f^4 + 4 * f^2) - f^2) / 2 }
  nearest <- if (printed$lower <= 0 && printed$upper >= 0) 0 else min(abs(c(printed$lower, printed$upper)))
  list(robustness = value(printed$estimate), robustness_interval = value(nearest))
}

# Least squares with CR2 errors and Satterthwaite's degrees of freedom (clubSandwich).
least_squares <- function(row, rows = rep(TRUE, nrow(d)), weights = NULL, sensitivity = TRUE) {
  data <- with_groups(d, row)
  formula <- as.formula(row$formula, env = globalenv())
  use <- rows & whole(data, formula, weights)
  used <<- data[use, , drop = FALSE]
  fit <- if (is.null(weights)) lm(formula, used) else { used$weight_ <<- used[[weights]]; lm(formula, used, weights = weight_) }
  vcov <- clubSandwich::vcovCR(fit, cluster = cluster_of(row$cluster)[use], type = "CR2")
  test <- clubSandwich::coef_test(fit, vcov = vcov, test = "Satterthwaite", coefs = row$term)
  found <- with_t(test$beta, test$SE, test$df_Satt)
  c(found, list(n = persons_of(used)), if (sensitivity) robustness(fit, row$term, found))
}

# A mixed model with Kenward and Roger's errors (lme4, pbkrtest through lmerTest); its sensitivity through the least-squares model with the same terms.
mixed <- function(row) {
  formula <- as.formula(row$formula, env = globalenv())
  used <<- d[whole(d, formula), , drop = FALSE]
  control <- lme4::lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), check.conv.singular = lme4::.makeCC("ignore", tol = 1e-4))
  fit <- suppressMessages(lmerTest::lmer(formula, used, REML = TRUE, control = control))
  line <- summary(fit, ddf = "Kenward-Roger")$coefficients[row$term, ]
  plain <- lm(lme4::nobars(formula), d)
  classical <- summary(plain)$coefficients[row$term, ]
  c(with_t(line[["Estimate"]], line[["Std. Error"]], line[["df"]]), list(n = persons_of(used)),
    robustness(plain, row$term, with_t(classical[["Estimate"]], classical[["Std. Error"]], df.residual(plain))))
}

# Fuller (1987), section 2.2: the pretest's error variance taken out of X'X; errors by the jackknife over clusters.
corrected <- function(row) {
  formula <- as.formula(row$formula, env = globalenv())
  use <- whole(d, formula)
  used <<- d[use, , drop = FALSE]
  fit <- lm(formula, used, x = TRUE)
  x <- fit$x[, !is.na(coef(fit)), drop = FALSE]
  y <- model.response(model.frame(fit))
  error <- (1 - reliability) * var(x[, baseline])
  solve_without <- function(out) {
    x <- x[!out, , drop = FALSE]
    others <- x[, colnames(x) != baseline, drop = FALSE]
    rank <- qr(others, tol = 1e-9)
    x <- cbind(others[, sort(rank$pivot[seq_len(rank$rank)]), drop = FALSE], x[, baseline, drop = FALSE])
    products <- crossprod(x)
    products[baseline, baseline] <- products[baseline, baseline] - nrow(x) * error
    drop(solve(products, crossprod(x, y[!out])))[[row$term]]
  }
  cluster <- cluster_of(row$cluster)[use]
  left <- vapply(unique(cluster), function(one) solve_without(cluster == one), 0)
  g <- length(left)
  test <- clubSandwich::coef_test(fit, vcov = clubSandwich::vcovCR(fit, cluster = cluster, type = "CR2"), test = "Satterthwaite", coefs = row$term)
  c(with_t(solve_without(rep(FALSE, nrow(x))), sqrt((g - 1) / g * sum((left - mean(left))^2)), min(g - 1, test$df_Satt)), list(n = persons_of(used)))
}

reproduce <- function(row) {
  if (is.na(row$estimate)) return(paste("not estimated:", row$reason))
  if (row$estimator == "dml") return("double machine learning: its learners aren't R's, so R can't say whether it is right")
  needs <- c(all.vars(as.formula(row$formula)), if (!is.na(row$subgroup)) paste0("group_of_", sub(":.*", "", row$subgroup)),
    if (startsWith(row$estimator, "ancova, weighted")) "response_weight")
  if (any(needs %in% left_out)) return(paste("needs", paste(intersect(needs, left_out), collapse = ", "), "which is left out: lob export --special"))
  if (row$estimator == "unadjusted") return(least_squares(row, sensitivity = FALSE))
  if (row$estimator == "mixed") return(mixed(row))
  if (startsWith(row$estimator, "ancova, weighted")) return(least_squares(row, weights = "response_weight"))
  if (startsWith(row$estimator, "ancova, exact links")) return(least_squares(row, rows = d$linked_exactly == 1))
  if (startsWith(row$estimator, "ancova, pretest")) return(corrected(row))
  least_squares(row, sensitivity = is.na(row$subgroup))
}

rows <- split(stored, seq_len(nrow(stored)))
found <- lapply(rows, reproduce)
skipped <- vapply(found, is.character, TRUE)

# Two one-sided tests against the smallest effect of interest, where the run made them.
for (i in which(!skipped & !is.na(stored$equivalence_p))) {
  e <- found[[i]]
  half <- qt(confidence, e$df) * e$se
  found[[i]] <- c(e, equivalence_p = max(pt((e$estimate + bound) / e$se, e$df, lower.tail = FALSE), pt((bound - e$estimate) / e$se, e$df, lower.tail = FALSE)),
    equivalence_lower = e$estimate - half, equivalence_upper = e$estimate + half)
}

# p values of the plan's family; of those that R can't give, the run's own.
family <- which(stored$role == "primary" & !is.na(stored$p))
p <- vapply(family, function(i) if (skipped[i]) stored$p[i] else found[[i]]$p, 0)
p <- if (adjustment == "holm") p.adjust(p, "holm") else p
for (k in seq_along(family)) if (!skipped[family[k]]) found[[family[k]]]$p_adjusted <- p[k]

in_points <- c("estimate", "se", "lower", "upper", "equivalence_lower", "equivalence_upper")
apart <- function(i) vapply(numbers, function(name) {
  one <- stored[[name]][i]
  other <- if (is.null(found[[i]][[name]])) NA else found[[i]][[name]]
  if (is.na(one)) return(0)
  if (is.na(other)) return(Inf)
  scale <- max(abs(one), abs(other), if (name %in% in_points) stored$se[i], 1e-12, na.rm = TRUE)
  abs(one - other) / scale
}, 0)

table <- data.frame(
  what = paste0(stored$component, ifelse(is.na(stored$subgroup), "", paste0(", ", gsub("\u2212", "-", stored$subgroup)))), by = stored$estimator,
  program = stored$estimate, R = NA_real_, `program se` = stored$se, `R se` = NA_real_, `program df` = stored$df, `R df` = NA_real_, `program p` = stored$p, `R p` = NA_real_,
  apart = NA_real_, of = "", check.names = FALSE, stringsAsFactors = FALSE)
bad <- character()
for (i in which(!skipped)) {
  table[i, c("R", "R se", "R df", "R p")] <- unlist(found[[i]][c("estimate", "se", "df", "p")])
  away <- apart(i)
  table$apart[i] <- max(away)
  table$of[i] <- if (max(away) > 0) names(which.max(away)) else ""
  allowed <- if (stored$estimator[i] == "mixed") tolerance_mixed else tolerance
  if (max(away) > allowed) bad <- c(bad, sprintf("%s by %s: %s differs by %.2g", table$what[i], table$by[i], table$of[i], max(away)))
}

options(width = 220)
print(format(table, digits = 7), row.names = FALSE, right = FALSE)
if (any(skipped)) {
  cat("\nNot reproduced:\n")
  for (i in which(skipped)) cat("  ", table$what[i], "by", table$by[i], "-", found[[i]], "\n")
}
cat(sprintf("\napart: the largest difference of estimate, se, df, t, p, interval, adjusted p, two one-sided tests, robustness values and n, relative; allowed %g, mixed models %g.\n", tolerance, tolerance_mixed))
if (length(bad) > 0) stop("R gives other numbers than the run:\n  ", paste(bad, collapse = "\n  "))
cat(sprintf("run %s: %d of %d estimates reproduced in %s.\n", run, sum(!skipped), length(skipped), R.version.string))
