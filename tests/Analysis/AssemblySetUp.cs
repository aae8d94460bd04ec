using LobResearch.TestKit;

// Most of a test's time goes by in the database server, which is a process of its own.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]

#pragma warning disable CA1050 // A set-up outside all namespaces is what NUnit runs for the whole assembly.
/// <summary>One database server for all tests of this assembly.</summary>
[SetUpFixture]
public sealed class AssemblySetUp
{
    [OneTimeSetUp]
    public Task StartAsync() => ServerForTests.StartAsync();

    [OneTimeTearDown]
    public Task StopAsync() => ServerForTests.StopAsync();
}
