using LobResearch.TestKit;

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
