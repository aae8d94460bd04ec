using System.Data;
using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>A transaction that reads the data as they were for a run. It writes nothing and ends without a trace.</summary>
internal sealed class RunReading : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private RunReading(NpgsqlConnection connection, NpgsqlTransaction transaction, StoredRun run, StudyDefinition then) =>
        (Connection, _transaction, Run, Then) = (connection, transaction, run, then);

    /// <summary>Within the transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The run.</summary>
    public StoredRun Run { get; }

    /// <summary>The study with the codebook as it was.</summary>
    public StudyDefinition Then { get; }

    /// <summary>The newest version of its form by then.</summary>
    public Form Form => Run.FormOf(Then);

    /// <summary>Begins to read.</summary>
    /// <param name="study">The study.</param>
    /// <param name="idOrBeginning">The run's id, or enough of its beginning.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">No such run, or one that can't be read again.</exception>
    public static async Task<RunReading> BeginAsync(LobStudy study, string idOrBeginning, CancellationToken cancellationToken)
    {
        var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync("select study.gather_statistics()").ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            var run = await StoredRun.FindAsync(connection, idOrBeginning).ConfigureAwait(false);
            var then = run.Then(study.Definition);
            await run.ReadAsOfAsync(connection).ConfigureAwait(false);
            return new RunReading(connection, transaction, run, then);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The run's plan of effects.</summary>
    /// <exception cref="InputFault">The study as it is now can't answer it.</exception>
    public EffectPlan EffectPlan() => EffectPlanReader.ReadText(Then, Run.PlanText, Run.PlanName);

    /// <summary>The run's plan, of the kind without an estimand.</summary>
    /// <exception cref="InputFault">The study as it is now can't answer it.</exception>
    public AnalysisPlan AnalysisPlan() => PlanReader.ReadText(Then, Run.PlanText, Run.PlanName);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
