using BenchmarkDotNet.Running;
using LobResearch.Benchmarks;

// Ingest needs a server and psql, so it is timed by itself; everything else is BenchmarkDotNet's.
if (args is ["ingest"])
    return await IngestBesidePsql.StarAsync();
if (args is ["wide", .. var size])
    return await IngestBesidePsql.WideAsync(size.Length > 0 ? int.Parse(size[0], System.Globalization.CultureInfo.InvariantCulture) : 100_000);
BenchmarkSwitcher.FromAssembly(typeof(ClusterRobustBenchmarks).Assembly).Run(args);
return 0;
