using System.Runtime.CompilerServices;
using Deedle;
using LobResearch.Analysis.Runs;
using LobResearch.Analysis.Scores;
using LobResearch.Charts.Disclosure;
using LobResearch.Ingest;
using LobResearch.Ingest.Verifying;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Beside;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Measurement;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Separability;
using Microsoft.DotNet.Interactive.Formatting;

namespace LobResearch.Notebooks.Display;

/// <summary>Tells .NET Interactive's formatters, which our own kernel uses too, how the library's types show themselves.</summary>
internal static class StudyFormatters
{
    private const string Svg = "image/svg+xml";

    /// <summary>Registers them as soon as anything of this assembly is used: nobody has to ask for it.</summary>
#pragma warning disable CA2255 // A library's initialiser is what makes one import enough, in any kernel.
    [ModuleInitializer]
    internal static void Register()
#pragma warning restore CA2255
    {
        Formatter.Register(typeof(Frame<,>), (frame, writer) => writer.Write(FrameTable.Of((IFrame)frame).ToHtml()), ValueFormats.Html);
        Formatter.Register(typeof(Frame<,>), (frame, writer) => writer.Write(FrameTable.Of((IFrame)frame).ToText()), ValueFormats.Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(Frame<,>), ValueFormats.Html);

        Page<CoefficientTable>(table => StudyTables.Of(table).ToHtml());
        Page<AnalysisRun>(run => StudyTables.Of(run).ToHtml());
        Page<EffectRun>(run => StudyTables.Of(run).ToHtml(), run => StudyTables.Of(run).ToText());
        Page<SeparabilityTable>(table => StudyTables.Of(table).ToHtml());
        Page<StudyScalesReport>(report => FrameTable.Of(report.ToFrame()).ToHtml());
        Page<StudyDyadsReport>(report => FrameTable.Of(report.ToFrame()).ToHtml());
        Page<ScaleReliability>(reliability => FrameTable.Of(reliability.ToFrame()).ToHtml());
        Page<AdjustedTests>(tests => FrameTable.Of(tests.ToFrame()).ToHtml());
        Page<ComparatorTable>(table => FrameTable.Of(table.ToFrame()).ToHtml());
        Page<DoseFit>(fit => FrameTable.Of(fit.ToFrame()).ToHtml());
        Page<CausalFit>(fit => FrameTable.Of(fit.ToFrame()).ToHtml());
        Page<StandardisedTable>(table => FrameTable.Of(table.ToFrame()).ToHtml());
        Page<RunTrace>(TraceList.ToHtml, TraceList.ToText);

        Text<IngestReport>();
        Text<VerificationReport>();
        Text<BatchEntry>();
        Text<Rerun>();
        Formatter.Register<LobStudy>(study => $"Study {study.Definition.Id} ({study.Definition.Kind.ToString().ToLowerInvariant()} data)", ValueFormats.Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(LobStudy), ValueFormats.Plain);

        Formatter.Register<ReleasedChart>((chart, writer) => writer.Write(chart.ToInlineSvg()), Svg);
        Formatter.Register<ReleasedChart>((chart, writer) => writer.Write(chart.ToInlineSvg()), ValueFormats.Html);
        Formatter.Register<ReleasedChart>((chart, writer) => writer.Write($"{chart.Title}\n{chart.AltText}"), ValueFormats.Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(ReleasedChart), Svg);
    }

    /// <summary>A type that is an element of a page, and by its own words a text.</summary>
    private static void Page<T>(Func<T, string> html, Func<T, string>? text = null)
        where T : notnull
    {
        Formatter.Register<T>((value, writer) => writer.Write(html(value)), ValueFormats.Html);
        Formatter.Register<T>((value, writer) => writer.Write(text is null ? value.ToString() : text(value)), ValueFormats.Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(T), ValueFormats.Html);
    }

    /// <summary>A type that is a text.</summary>
    private static void Text<T>()
        where T : notnull
    {
        Formatter.Register<T>((value, writer) => writer.Write(value.ToString()), ValueFormats.Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(T), ValueFormats.Plain);
    }
}
