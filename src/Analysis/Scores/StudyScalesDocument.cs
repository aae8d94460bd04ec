using System.Text.Json.Nodes;
using LobResearch.Statistics.Measurement;
using LobResearch.Statistics.Results;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Scores;

/// <summary>The JSON of a study's scales: the document of <c>lob scales</c> with wave, score version and provenance; <c>docs/schemas/scales.schema.json</c> is its schema.</summary>
public static class StudyScalesDocument
{
    /// <summary>Reliability and agreement within schools.</summary>
    /// <param name="report">The report.</param>
    public static string Of(StudyScalesReport report)
    {
        var document = Head(report.Confidence, report.By);
        document["keys"] = new JsonArray([.. report.Keys.Select(key => Key(key, report.Form))]);
        document["scales"] = new JsonArray([.. report.Scales.Select(Scale)]);
        document["correlations"] = report.Correlations is { } correlations ? ScalesDocument.Correlations(correlations) : null;
        document["differences"] = new JsonArray();
        document["agreement"] = new JsonArray([.. report.Agreement.Select(Agreement)]);
        document["dyads"] = new JsonArray();
        document["warnings"] = Texts(report.Warnings);
        document["study"] = Study(report.Provenance, report.Waves.Select(wave => wave.Id));
        return document.ToJsonString(FitDocument.Options);
    }

    /// <summary>Agreement of parent and student.</summary>
    /// <param name="report">The report.</param>
    public static string Of(StudyDyadsReport report)
    {
        var document = Head(report.Confidence, null);
        document["keys"] = new JsonArray([.. report.Agreement.Select(own => own.Scale).DistinctBy(scale => scale.Id).SelectMany(scale =>
            new[] { report.First, report.Second }.Select(form => Key(ScaleKeys.Of(form, form.Scales.First(own => own.Id == scale.Id)), form)))]);
        document["scales"] = new JsonArray();
        document["correlations"] = null;
        document["differences"] = new JsonArray();
        document["agreement"] = new JsonArray();
        document["dyads"] = new JsonArray([.. report.Agreement.Select(Dyads)]);
        document["warnings"] = Texts(report.Notes);
        document["study"] = Study(report.Provenance, report.Agreement.Select(own => own.Wave).Distinct());
        return document.ToJsonString(FitDocument.Options);
    }

    private static JsonObject Head(double confidence, string? by) => new() { ["schema"] = 1, ["method"] = "scales", ["confidence"] = confidence, ["by"] = by };

    private static JsonObject Key(ScaleKey key, Form form)
    {
        var scale = form.Scales.First(own => own.Id == key.Name);
        var entry = ScalesDocument.Key(key);
        entry["form"] = form.Id;
        entry["minimumItems"] = scale.MinimumItems;
        entry["scoreVersion"] = StudyScalesReport.ScoreVersion(scale);
        return entry;
    }

    private static JsonObject Scale(ScaleAtWave own)
    {
        var entry = ScalesDocument.Scale(own.Reliability);
        entry["group"] = own.Group;
        entry["wave"] = own.Wave;
        entry["persons"] = own.Persons;
        var items = entry["itemStatistics"]!.AsArray();
        for (var place = 0; place < items.Count; place++)
            items[place]!["missing"] = Missing(own.Missing[place]);
        entry["warnings"] = Texts(own.Reliability.Warnings);
        return entry;
    }

    private static JsonObject Missing(ItemMissing item)
    {
        var counts = new JsonObject();
        foreach (var reason in Enum.GetValues<MissingClass>())
            counts[Spelling.Of(reason)] = item.Of(reason);
        return counts;
    }

    private static JsonObject Agreement(SchoolAgreement own)
    {
        var entry = AgreementDocument.Group(own.Agreement);
        entry["wave"] = own.Wave;
        entry["schoolYear"] = own.SchoolYear;
        var groups = entry["groups"]!.AsArray();
        for (var place = 0; place < groups.Count; place++)
        {
            var (group, school) = (groups[place]!.AsObject(), own.Schools[place]);
            group["answered"] = school.Answered;
            group["nScored"] = school.Scored;
            group["mean"] = Number(school.Mean);
            group["sd"] = Number(school.Sd);
            group["words"] = school.Words;
            if (!group.ContainsKey("reason") && (double.IsNaN(school.Mean) || double.IsNaN(school.Sd)))
                group["reason"] = "fewer than two scores";
        }

        entry["words"] = Texts(own.Words);
        return entry;
    }

    private static JsonObject Dyads(DyadsAtWave own)
    {
        var entry = AgreementDocument.Dyads(own.Agreement);
        entry["wave"] = own.Wave;
        entry["students"] = own.Students;
        return entry;
    }

    private static JsonObject Study(ScoresProvenance provenance, IEnumerable<string> waves) => new()
    {
        ["study"] = provenance.Study,
        ["kind"] = provenance.Kind,
        ["banner"] = provenance.Banner,
        ["forms"] = new JsonArray([.. provenance.Forms.Select(form => new JsonObject
        {
            ["form"] = form.Id,
            ["version"] = form.Version,
            ["answered"] = new JsonArray([.. form.Answered.Select(version => JsonValue.Create(version))]),
            ["contentHash"] = form.ContentHash,
        })]),
        ["waves"] = Texts(waves),
        ["linkVersion"] = provenance.LinkVersion,
        ["batches"] = new JsonArray([.. provenance.Batches.Select(batch => JsonValue.Create(batch))]),
        ["removed"] = provenance.Removed,
        ["refused"] = provenance.Refused,
        ["programVersion"] = provenance.ProgramVersion,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
