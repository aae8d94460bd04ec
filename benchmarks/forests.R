# Times ranger on the data that LearnersBesideForests.cs wrote: 500 trees, five folds, outcome and exposure; a warm fit first.
# Rscript benchmarks/forests.R FOLDER THREADS prints "data,forest,seconds,loss of y,loss of d" lines.
suppressPackageStartupMessages(library(ranger))
arguments <- commandArgs(TRUE)
threads <- as.integer(arguments[2])
crossfit <- function(data, target, ...) {
  predicted <- numeric(nrow(data))
  features <- setdiff(names(data), c("y", "d", "fold"))
  for (fold in unique(data$fold)) {
    test <- data$fold == fold
    forest <- ranger(x = data[!test, features], y = data[[target]][!test], num.trees = 500, num.threads = threads, seed = 1, ...)
    predicted[test] <- predict(forest, data[test, features], num.threads = threads)$predictions
  }
  mean((data[[target]] - predicted)^2)
}
for (name in c("smokeban", "star", "nonlinear")) {
  data <- read.csv(file.path(arguments[1], paste0(name, ".csv")))
  invisible(ranger(x = data[1:500, 4:8], y = data$y[1:500], num.trees = 50, num.threads = threads))
  for (leaf in c(5, 50)) {
    began <- Sys.time()
    losses <- c(crossfit(data, "y", min.node.size = leaf), crossfit(data, "d", min.node.size = leaf))
    seconds <- as.numeric(Sys.time() - began, units = "secs")
    cat(name, paste0("ranger node ", leaf, if (leaf == 5) " (default)"), seconds, losses[1], losses[2], sep = ",")
    cat("\n")
  }
}
