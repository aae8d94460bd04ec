using BenchmarkDotNet.Running;
using LobResearch.Benchmarks;

// What runs beside another program (psql, readstat, R) is timed by itself; everything else is BenchmarkDotNet's.
if (args is ["ingest"])
    return await IngestBesidePsql.StarAsync();
if (args is ["wide", .. var size])
    return await IngestBesidePsql.WideAsync(size.Length > 0 ? int.Parse(size[0], System.Globalization.CultureInfo.InvariantCulture) : 100_000);
if (args is ["sav", .. var cases])
    return await SavBesideReadstat.RunAsync(cases.Length > 0 ? int.Parse(cases[0], System.Globalization.CultureInfo.InvariantCulture) : 200_000);
if (args is ["mixed"])
    return await MixedBesideLme4.RunAsync();
if (args is ["forests", .. var learners])
    return await LearnersBesideForests.RunAsync(learners.Length > 0 ? learners : ["forest", "lightgbm"], peers: learners.Length == 0);
if (args is ["recovery", .. var recovery])
    return EffectRecoveryTable.Run(recovery);
if (args is ["study-recovery", .. var studies])
    return StudyRecoveryTable.Run(studies);
if (args is ["charts", var study])
    return await ChartTimes.RunAsync(study);
if (args is ["few-clusters-speed"])
    return await FewClustersBesideR.RunAsync();
if (args is ["few-clusters", .. var design])
    return FewClusterCoverage.Run(design);
BenchmarkSwitcher.FromAssembly(typeof(ClusterRobustBenchmarks).Assembly).Run(args);
return 0;
