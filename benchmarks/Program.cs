using BenchmarkDotNet.Running;
using LobResearch.Benchmarks;

// `ingest` needs a server and psql, so it is timed by itself; everything else is BenchmarkDotNet's.
if (args is ["ingest", ..])
    return await IngestBesidePsql.RunAsync();
BenchmarkSwitcher.FromAssembly(typeof(ClusterRobustBenchmarks).Assembly).Run(args);
return 0;
