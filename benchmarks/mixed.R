# Times lme4 and pbkrtest on the cases that MixedBesideLme4.cs times: rounds after a warm one, median seconds.
# Rscript benchmarks/mixed.R FOLDER writes the data it uses there as CSV and prints "case,seconds" lines.
suppressPackageStartupMessages({library(lme4); library(pbkrtest)})
folder <- commandArgs(TRUE)[1]
write.csv(sleepstudy, file.path(folder, "sleepstudy.csv"), row.names = FALSE, quote = FALSE)
write.csv(InstEval[c("s", "d", "dept", "service", "y")], file.path(folder, "insteval.csv"), row.names = FALSE, quote = FALSE)
exam <- read.csv(file.path(folder, "exam.csv"), stringsAsFactors = TRUE)
time <- function(case, rounds, f) {
  f()
  seconds <- sapply(seq_len(rounds), function(i) { t <- Sys.time(); f(); as.numeric(Sys.time() - t, units = "secs") })
  cat(case, ",", median(seconds), "\n", sep = "")
}
time("sleepstudy", 11, function() lmer(Reaction ~ Days + (Days | Subject), sleepstudy))
time("exam", 11, function() lmer(normexam ~ standLRT + sex + schgend + (standLRT | school), exam))
sleep <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy)
time("kr-sleepstudy", 5, function() vcovAdj(sleep))
small <- droplevels(subset(exam, as.integer(factor(school)) <= 32))
model <- lmer(normexam ~ standLRT + sex + (standLRT | school), small)
time("kr-exam-half", 1, function() vcovAdj(model))
time("insteval", 1, function() lmer(y ~ service + (1 | s) + (1 | d) + (1 | dept), InstEval))
