using Dapper;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Analysis.Frames;

/// <summary>Cronbach's alpha of a scale in a wave, computed by the database on complete answers.</summary>
internal static class ScaleReliability
{
    /// <summary>alpha, k/(k − 1) · (1 − Σ item variances / variance of the sum); NaN when it is undefined or not above 0.</summary>
    public static async Task<double> AlphaAsync(NpgsqlConnection connection, Form form, Scale scale, string wave)
    {
        var items = scale.Items.Select(item => $"o.\"{item.ItemId}\"").ToList();
        var keyed = scale.Items.Select((item, place) => item.Reversed
            ? $"({ScaleScore.LowestPlusHighest(form, item.ItemId)} - {items[place]})" : items[place]).ToList();
        // Sums of whole numbers as numeric: exact, whatever the order of the rows.
        var sql = $"""
            select {string.Join(" + ", keyed.Select(item => $"var_samp({item}::numeric)"))} as parts, var_samp(({string.Join(" + ", keyed)})::numeric) as whole
            from form."{form.Id}" o where o.wave = @wave and num_nulls({string.Join(", ", items)}) = 0
            """;
        var (parts, whole) = await connection.QuerySingleAsync<(decimal? Parts, decimal? Whole)>(sql, new { wave }).ConfigureAwait(false);
        if (parts is null || whole is not > 0 || items.Count < 2)
            return double.NaN;
        var alpha = (double)items.Count / (items.Count - 1) * (1 - (double)(parts.Value / whole.Value));
        return alpha > 0 ? alpha : double.NaN;
    }
}
