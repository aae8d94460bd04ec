# CR2 with Satterthwaite degrees of freedom in clubSandwich on Project STAR, kindergarten, all coefficients:
# Rscript few_clusters.R star.csv. Prints a name and the median seconds of three warm runs in one process.
suppressMessages(library(clubSandwich))
d <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = FALSE)
d <- subset(d, gr == "K" & complete.cases(pct, cltype, sch, tch))
d$sch <- factor(d$sch)
fit <- lm(pct ~ cltype + sch, d)
e <- subset(d, complete.cases(girl, free, exp))
covariates <- lm(pct ~ cltype + girl + free + exp + sch, e)
timed <- function(cluster, fit) {
  run <- function() system.time(coef_test(fit, vcov = "CR2", cluster = cluster, test = "Satterthwaite"))[["elapsed"]]
  run()
  median(c(run(), run(), run()))
}
cat("teacher:", timed(d$tch, fit), "\n")
cat("school:", timed(d$sch, fit), "\n")
cat("school, with covariates:", timed(e$sch, covariates), "\n")
