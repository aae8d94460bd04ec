# Random subsamples of STAR, all grades: lmerTest's and pbkrtest's degrees of freedom. Rscript make.R in this folder writes expected.json.
source("../22_classics/make.R")
star <- read.csv("../../../data-schema/examples/star/star.csv", stringsAsFactors = FALSE, colClasses = c(id = "character", sch = "character"))
star$row <- seq_len(nrow(star)); used <- subset(star, complete.cases(math, gr, cltype, id, sch))
used$gr <- factor(used$gr, c("K", "1", "2", "3")); used$cltype <- factor(used$cltype, c("reg", "small", "reg+A"))
f <- math ~ gr * cltype + (1 | id) + (1 | sch)
for (seed in 1:4) {
  set.seed(seed)
  # Some schools, and of each some pupils with all their grades.
  schools <- sample(unique(used$sch), c(6, 8, 12, 16)[seed]); d <- subset(used, sch %in% schools)
  pupils <- unlist(lapply(split(d$id, d$sch), function(i) { i <- unique(i); sample(i, min(length(i), c(40, 30, 20, 15)[seed])) }))
  d <- subset(d, id %in% pupils)
  add(paste0("subsample_", seed), "data-schema/examples/star/star.csv", f, d)
  res[[length(res)]]$results$ranef_first5 <- NULL
  res[[length(res)]]$results$rows <- d$row
}
finish("expected.json")
