using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Frames;

/// <summary>
/// Everybody who answered at the baseline or at the outcome's wave, a row each, in an order that depends on the data alone. Of a staggered
/// offer: everybody at each wave.
/// </summary>
/// <param name="Columns">
/// Outcome and baseline score, covariates, exposures <c>attended_C</c>, <c>sessions_C</c>, <c>hours_C</c>, <c>offered_C</c> …,
/// <c>school</c>, <c>class_group</c> and <c>family</c>; of a staggered offer also <c>wave</c> and <c>person</c>, both numbered in the rows' order,
/// and of the exposures <c>offered_C</c> alone. Missing where somebody didn't answer, or where no register tells.
/// </param>
/// <param name="AnsweredBaseline">Per row whether there is a questionnaire of the baseline.</param>
/// <param name="AnsweredOutcome">Per row whether there is one of the outcome's wave.</param>
/// <param name="LinkedExactly">Per row whether the person wrote one and the same code each time.</param>
/// <param name="ExposedBefore">Persons who attended something before they filled in the baseline.</param>
/// <param name="Doubles">Questionnaires beyond the first of a person in a wave; the last one handed in counts.</param>
/// <param name="Moved">Persons whose school differs between the waves.</param>
public sealed record EffectFrame(
    ColumnSet Columns, IReadOnlyList<bool> AnsweredBaseline, IReadOnlyList<bool> AnsweredOutcome, IReadOnlyList<bool> LinkedExactly, int ExposedBefore, int Doubles, int Moved);
