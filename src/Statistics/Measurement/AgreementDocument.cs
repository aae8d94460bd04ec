using System.Text.Json.Nodes;
using static LobResearch.Statistics.Measurement.ScalesDocument;
using static LobResearch.Statistics.Results.FitDocument;

namespace LobResearch.Statistics.Measurement;

/// <summary>The JSON of agreement, within groups, within dyads and between raters.</summary>
public static class AgreementDocument
{
    /// <summary>Agreement within groups.</summary>
    /// <param name="agreement">The agreement.</param>
    public static JsonObject Group(GroupAgreement agreement)
    {
        var entry = new JsonObject
        {
            ["scale"] = agreement.Key.Name,
            ["by"] = agreement.By,
            ["index"] = agreement.Index,
            ["nullVariance"] = Number(agreement.NullVariance),
            ["mean"] = Number(agreement.Mean),
            ["median"] = Number(agreement.Median),
            ["shareStrong"] = Number(agreement.ShareStrong),
        };
        Explained(entry, double.IsNaN(agreement.NullVariance) ? "the items have no common range of answers in whole numbers, or none is stated" : "no group has a value");
        entry["groups"] = new JsonArray([.. agreement.Groups.Select(group => Explained(
            new JsonObject { ["label"] = group.Group, ["n"] = group.Members, ["meanVariance"] = Number(group.MeanVariance), ["rwg"] = Number(group.Value) }, group.Reason))]);
        entry["icc"] = Icc(agreement);
        return entry;
    }

    /// <summary>Agreement within dyads.</summary>
    /// <param name="agreement">The agreement.</param>
    public static JsonObject Dyads(DyadAgreement agreement) => Explained(
        new JsonObject
        {
            ["scale"] = agreement.Scale,
            ["first"] = agreement.First,
            ["second"] = agreement.Second,
            ["pairs"] = agreement.Pairs,
            ["unpaired"] = agreement.Unpaired,
            ["firstMean"] = Number(agreement.FirstMean),
            ["secondMean"] = Number(agreement.SecondMean),
            ["difference"] = Number(agreement.Difference),
            ["r"] = Number(agreement.Correlation),
            ["rLower"] = Number(agreement.CorrelationLower),
            ["rUpper"] = Number(agreement.CorrelationUpper),
            ["iccA1"] = agreement.Absolute is { } absolute ? Rater(absolute) : null,
            ["iccC1"] = agreement.Consistent is { } consistent ? Rater(consistent) : null,
        },
        agreement.Reason);

    internal static JsonObject Rater(RaterIcc icc) => Explained(
        new JsonObject
        {
            ["type"] = icc.Type,
            ["name"] = icc.Name,
            ["estimate"] = Number(icc.Estimate),
            ["statistic"] = Number(icc.F),
            ["numDf"] = icc.Df1,
            ["denDf"] = Number(icc.Df2),
            ["p"] = Number(icc.P),
            ["lower"] = Number(icc.Lower),
            ["upper"] = Number(icc.Upper),
        },
        icc.Reason);

    internal static JsonObject Kappa(CohensKappa kappa, IEnumerable<string> categories) => Explained(
        new JsonObject
        {
            ["weights"] = kappa.Weights.ToString().ToLowerInvariant(),
            ["categories"] = Texts(categories),
            ["observed"] = Number(kappa.Observed),
            ["expected"] = Number(kappa.Expected),
            ["estimate"] = Number(kappa.Estimate),
            ["se"] = Number(kappa.StandardError),
            ["seMethod"] = CohensKappa.ErrorMethod,
            ["lower"] = Number(kappa.Lower),
            ["upper"] = Number(kappa.Upper),
            ["seNull"] = Number(kappa.NullError),
            ["statistic"] = Number(kappa.Z),
            ["p"] = Number(kappa.P),
        },
        kappa.Reason ?? "no chance agreement to compare with: the error if kappa were 0 is 0");

    private static JsonObject Icc(GroupAgreement agreement)
    {
        if (agreement.Icc is not { } icc)
            return new JsonObject { ["icc1"] = null, ["icc2"] = null, ["reason"] = agreement.IccReason };
        var (one, two) = (icc.Icc1Interval(agreement.Confidence), icc.Icc2Interval(agreement.Confidence));
        return Explained(
            new JsonObject
            {
                ["n"] = icc.N,
                ["groups"] = icc.Groups,
                ["n0"] = icc.N0,
                ["meanSize"] = icc.MeanSize,
                ["msBetween"] = icc.MeanSquareBetween,
                ["msWithin"] = icc.MeanSquareWithin,
                ["statistic"] = Number(icc.F),
                ["numDf"] = icc.BetweenDf,
                ["denDf"] = icc.WithinDf,
                ["p"] = Number(icc.P),
                ["icc1"] = Number(icc.Icc1),
                ["icc1Lower"] = Number(one.Lower),
                ["icc1Upper"] = Number(one.Upper),
                ["icc1ByMeanSize"] = Number(icc.Icc1ByMeanSize),
                ["icc2"] = Number(icc.Icc2),
                ["icc2Lower"] = Number(two.Lower),
                ["icc2Upper"] = Number(two.Upper),
            },
            "the scores don't vary within groups, or not between them");
    }
}
