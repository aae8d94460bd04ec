namespace LobResearch.Simulation.Studies;

/// <summary>The effect that a study has, on the observed score (mean of its items, 1–4 points), last wave.</summary>
/// <param name="Population">Expected difference between both potential scores of a person drawn from the population.</param>
/// <param name="Everybody">Mean difference over the persons of this study; drop-outs too.</param>
/// <param name="Exposed">Mean difference over this study's exposed persons; NaN when there are none.</param>
/// <param name="ExposedAndPresent">The same over those who still take part at the last wave.</param>
public sealed record StudyTruth(double Population, double Everybody, double Exposed, double ExposedAndPresent);
