# Reliability and agreement of other data than 01_bfi and 08_effects: R's data sets and generated ones.
# Rscript make.R in this folder writes the data and expected.json.
suppressPackageStartupMessages({library(psych); library(jsonlite)})
write <- function(d, name) write.csv(d, name, row.names = FALSE, quote = FALSE, na = "")
analyses <- list()
add <- function(id, call, results) analyses[[length(analyses) + 1]] <<- list(id = id, r_call = call, results = results)

# One factor by maximum likelihood, by a general minimiser on all parameters at once, from random starts.
one_factor <- function(R) {
  k <- ncol(R); ld <- determinant(R)$modulus
  f <- function(p) { l <- p[1:k]; u <- exp(p[k + 1:k]); S <- tcrossprod(l) + diag(u); d <- determinant(S); if (d$sign < 0) return(1e10); as.numeric(d$modulus + sum(diag(solve(S, R, tol = 1e-300))) - ld - k) }
  g <- function(p) { l <- p[1:k]; u <- exp(p[k + 1:k]); W <- solve(tcrossprod(l) + diag(u), tol = 1e-300); G <- W - W %*% R %*% W; c(2 * G %*% l, diag(G) * u) }
  best <- NULL
  for (i in 1:30) { o <- tryCatch(nlminb(c(runif(k, .2, .9), log(runif(k, .2, .8))), f, g, lower = c(rep(-Inf, k), rep(-25, k)), control = list(rel.tol = 1e-15, x.tol = 1e-12, eval.max = 5000, iter.max = 5000)), error = function(e) NULL)
    if (!is.null(o) && (is.null(best) || o$objective < best$objective)) best <- o }
  list(loadings = best$par[1:k], uniquenesses = exp(best$par[k + 1:k]), objective = best$objective)
}

# --- one factor and alpha of R's data sets --------------------------------------------------------------------------------
sets <- list(attitude = attitude, judges = setNames(USJudgeRatings, paste0("j", 1:12)), swiss = swiss[, c(1, 5, 4, 6)], savings = LifeCycleSavings[, 1:4], trees = trees, iris = iris[, 1:4], rock = rock, motor = mtcars[, c("mpg", "disp", "hp", "drat", "wt", "qsec")])
for (s in names(sets)) {
  d <- na.omit(sets[[s]]); names(d) <- paste0("x", seq_along(d)); write(d, paste0(s, ".csv"))
  minus <- if (s == "judges") integer(0) else which(cor(d)[1, ] < 0)   # keyed towards the first column
  lo <- min(d); hi <- max(d); lo <- floor(lo); hi <- ceiling(hi); k <- d; k[minus] <- lo + hi - k[minus]
  C <- cov(k); n <- nrow(k); p <- ncol(k); a <- p / (p - 1) * (1 - sum(diag(C)) / sum(C))
  f <- one_factor(cov2cor(C))
  # factanal where it gets there: its residual variances end at 1e-6, not at 0, and it gives up on some data.
  fa <- tryCatch(factanal(covmat = cov2cor(C), n.obs = n, factors = 1, control = list(lower = 1e-6, opt = list(factr = 1, pgtol = 0, maxit = 10000))), error = function(e) NULL)
  cat(s, "objective", f$objective, "factanal's", if (is.null(fa)) "none" else fa$criteria["objective"], "\n")
  res <- list(file = paste0(s, ".csv"), minimum = lo, maximum = hi, reversed = I(names(d)[minus]), n = n, alpha = a, std_alpha = p / (p - 1) * (1 - p / sum(cov2cor(C))),
    lower = 1 - (1 - a) * qf(.975, n - 1, (n - 1) * (p - 1)), upper = 1 - (1 - a) * qf(.025, n - 1, (n - 1) * (p - 1)),
    item_rest = unname(sapply(seq_len(p), function(i) cor(k[, i], rowSums(k[, -i])))),
    alpha_if_dropped = unname(sapply(seq_len(p), function(i) { D <- C[-i, -i]; (p - 1) / (p - 2) * (1 - sum(diag(D)) / sum(D)) })))
  sd <- sqrt(diag(C)); l <- f$loadings * sd; u <- f$uniquenesses * sd^2
  res$uniquenesses <- f$uniquenesses; res$heywood <- min(f$uniquenesses) < 1e-5; res$omega <- sum(l)^2 / (sum(l)^2 + sum(u)); res$objective <- f$objective
  if (!is.null(fa)) { l <- as.numeric(fa$loadings) * sd; res$omega_factanal <- sum(l)^2 / (sum(l)^2 + sum(fa$uniquenesses * sd^2)) }
  add(paste0("scale_", s), "alpha by its formula; nlminb on loadings and log residual variances, 30 random starts; factanal(factors = 1, lower = 1e-6)", res)
}

# --- generated answers 1..5 with holes: alpha listwise and pairwise ----------------------------------------------------------
set.seed(20250301)
g <- rnorm(60); x <- sapply(1:6, function(i) pmin(5, pmax(1, round(3 + .8 * g + rnorm(60)))))
x[, c(2, 5)] <- 6 - x[, c(2, 5)]; x[cbind(sample(60, 25, TRUE), sample(6, 25, TRUE))] <- NA; x[7, ] <- NA
d <- as.data.frame(x); names(d) <- paste0("i", 1:6); write(d, "holes.csv")
k <- d; k[c(2, 5)] <- 6 - k[c(2, 5)]; cc <- na.omit(k); C <- cov(cc); a <- 6 / 5 * (1 - sum(diag(C)) / sum(C)); n <- nrow(cc)
q <- suppressWarnings(alpha(k[-7, ], warnings = FALSE))
score <- function(m, least) ifelse(rowSums(!is.na(m)) >= least, rowMeans(m, na.rm = TRUE), NA)
add("holes", "cov of complete rows; psych::alpha of the rows with any answer; rowMeans of 4 or more of 6", list(n_complete = n, alpha = a,
  lower90 = 1 - (1 - a) * qf(.95, n - 1, 5 * (n - 1)), upper90 = 1 - (1 - a) * qf(.05, n - 1, 5 * (n - 1)),
  pairwise = list(alpha = q$total$raw_alpha, std = q$total$std.alpha, ase = q$total$ase, mean = q$total$mean, sd = q$total$sd, r_drop = q$item.stats$r.drop, alpha_drop = q$alpha.drop$raw_alpha),
  scores = score(k, 4), sums = 6 * score(k, 4)))

# --- ratings: six ICCs -------------------------------------------------------------------------------------------------------
icc <- function(m) { r <- ICC(m, lmer = FALSE)$results; names(r) <- c("type", "ICC", "F", "df1", "df2", "p", "lower", "upper"); rownames(r) <- NULL; r }
m3 <- as.data.frame(matrix(round(rnorm(20, 5, 1.5), 1) + rep(c(0, .5, -1), each = 20) + round(rnorm(60), 1), 20)); names(m3) <- c("r1", "r2", "r3"); write(m3, "ratings3.csv")
m2 <- as.data.frame(matrix(sample(1:6, 24, TRUE), 12)); names(m2) <- c("r1", "r2"); write(m2, "ratings2.csv")
add("ratings3", "psych::ICC(lmer = FALSE)", icc(m3)); add("ratings2", "psych::ICC(lmer = FALSE): no agreement", icc(m2))

# --- kappa ---------------------------------------------------------------------------------------------------------------------
r1 <- sample(1:4, 90, TRUE, c(.4, .3, .2, .1)); r2 <- pmin(4, pmax(1, r1 + sample(-1:1, 90, TRUE, c(.1, .65, .25)))); d <- data.frame(r1, r2); write(d, "categories.csv")
kappas <- function(r1, r2, w) { # Fleiss, Cohen & Everitt (1969), term by term
  v <- sort(unique(c(r1, r2))); P <- table(factor(r1, v), factor(r2, v)) / length(r1); a <- rowSums(P); b <- colSums(P); W <- w(outer(v, v, "-") / diff(range(v)))
  po <- sum(W * P); pe <- sum(W * outer(a, b)); k <- (po - pe) / (1 - pe); wr <- W %*% b; wc <- t(W) %*% a; B <- outer(c(wr), c(wc), "+")
  list(kappa = k, observed = po, expected = pe, se = sqrt((sum(P * (W - B * (1 - k))^2) - (k - pe * (1 - k))^2) / length(r1)) / (1 - pe), se_null = sqrt((sum(outer(a, b) * (W - B)^2) - pe^2) / length(r1)) / (1 - pe)) }
none <- kappas(r1, r2, function(u) 1 * (u == 0)); linear <- kappas(r1, r2, function(u) 1 - abs(u)); quadratic <- kappas(r1, r2, function(u) 1 - u^2)
p <- cohen.kappa(d); stopifnot(abs(p$kappa - none$kappa) < 1e-12, abs(p$weighted.kappa - quadratic$kappa) < 1e-12, abs(sqrt(p$var.kappa) - none$se) < 1e-10)
cat("psych's weighted error", sqrt(p$var.weighted), "Fleiss, Cohen & Everitt's", quadratic$se, "\n")
# psych 2.2.9's weighted error comes out as 0 here, where the bootstrap's is 0.03: it isn't compared.
boot <- replicate(2000, { i <- sample(90, 90, TRUE); kappas(r1[i], r2[i], function(u) 1 - u^2)$kappa }); cat("bootstrap", sd(boot), "\n")
add("categories", "Fleiss, Cohen & Everitt's formulas; kappas and the unweighted error equal psych::cohen.kappa", list(none = none, linear = linear, quadratic = quadratic))

# --- teams: r_wg, r_wg(j), ICC -------------------------------------------------------------------------------------------------------
team <- rep(1:9, c(2, 3, 3, 4, 5, 5, 6, 6, 7)); u <- rnorm(9); y <- sapply(1:4, function(i) pmin(5, pmax(1, round(3.2 + .9 * u[team] + .7 * rnorm(length(team)))))); y[team == 1, ] <- rbind(c(1, 1, 2, 1), c(4, 5, 2, 4))
d <- data.frame(team, y); names(d) <- c("team", paste0("q", 1:4)); write(d, "teams.csv")
mv <- sapply(split(d[2:5], d$team), function(g) mean(sapply(g, var))); s2 <- (5^2 - 1) / 12; z <- rowMeans(d[2:5])
av <- anova(lm(z ~ factor(team), d)); n <- nrow(d); n0 <- (n - sum(table(team)^2) / n) / 8; msb <- av[1, 3]; msw <- av[2, 3]; F <- msb / msw; fl <- F / qf(.975, 8, n - 9); fu <- F * qf(.975, n - 9, 8)
add("teams", "1 - s2/((A^2 - 1)/12), J items as multilevel::rwg.j; anova", list(rwgj = unname(4 * (1 - mv / s2) / (4 * (1 - mv / s2) + mv / s2)), rwg_q1 = unname(1 - tapply(d$q1, d$team, var) / s2),
  icc1 = (msb - msw) / (msb + (n0 - 1) * msw), icc2 = 1 - msw / msb, icc1_lower = (fl - 1) / (fl + n0 - 1), icc1_upper = (fu - 1) / (fu + n0 - 1), icc2_lower = 1 - 1 / fl, icc2_upper = 1 - 1 / fu))

write_json(list(env = R.version.string, psych = as.character(packageVersion("psych")), analyses = analyses), "expected.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
