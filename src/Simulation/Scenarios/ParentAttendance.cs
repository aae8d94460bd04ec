namespace LobResearch.Simulation.Scenarios;

/// <summary>To what a parent comes, and what the school's register says of it.</summary>
/// <remarks>
/// Whether a parent comes to things at all depends on education, questionnaire language and the SUP score at T0, by option
/// also on the latent support. Each of the eight activities that there could be (two per component) is decided on once,
/// offered or not: what isn't offered is what would have been attended.
/// </remarks>
public sealed class ParentAttendance
{
    /// <summary>Probability that a parent who comes to things, and is invited, comes to an activity.</summary>
    public const double PerActivity = 0.6;

    private readonly ScenarioParent _parent;
    private readonly int _slots;
    private readonly RegisterEntry[] _register = new RegisterEntry[8];

    internal ParentAttendance(ScenarioStudyModel model, ScenarioParent parent)
    {
        _parent = parent;
        var (family, facts) = (parent.Family, parent.Facts);
        var random = model.Draws.Of(ScenarioStream.Attendance, family.School.Index, family.Index, parent.Place);
        var logit = -1.1 + (facts.IsHigherEducated ? 0.4 : facts.Education == 1 ? -0.3 : 0) - (facts.Language == 1 ? 0 : 0.5) + 0.4 * parent.Support + model.Options.LatentSelection * parent.LatentSupport;
        Propensity = 1 / (1 + Math.Exp(-logit));
        var comes = random.Chance(Propensity);
        for (var slot = 0; slot < 8; slot++)
        {
            var (lot, invitation, known, minutes) = (random.Uniform(), random.Uniform(), random.Uniform(), random.Uniform());
            var invited = invitation < 0.95 ? RegisterWord.Yes : invitation < 0.985 ? RegisterWord.Unknown : RegisterWord.No;
            var attends = comes && invited != RegisterWord.No && lot < PerActivity;
            if (attends)
                _slots |= 1 << slot;
            var presence = known < model.Options.UnknownPresence ? RegisterWord.Unknown : attends ? RegisterWord.Yes : RegisterWord.No;
            _register[slot] = new RegisterEntry(invited, presence, presence == RegisterWord.Yes && minutes < 0.7 ? 0.5 + minutes / 1.4 : null);
        }
    }

    /// <summary>Probability of coming to things at all.</summary>
    internal double Propensity { get; }

    /// <summary>Components of which at least one activity was truly attended by a wave.</summary>
    public Components At(int wave)
    {
        var attended = Components.None;
        if (wave == 0)
            return attended;
        foreach (var activity in _parent.Family.School.Activities)
        {
            if (Attends(activity.Slot) && (wave > 1 || activity.IsBeforeT1))
                attended |= activity.Components;
        }

        return attended;
    }

    /// <summary>Whether the component would be attended if the school offered it; where it does, whether it was.</summary>
    internal bool WouldAttend(int component)
    {
        var bit = (Components)(1 << component);
        return _parent.Family.School.Offers.HasFlag(bit) ? At(2).HasFlag(bit) : Attends(2 * component) || Attends(2 * component + 1);
    }

    /// <summary>Whether an activity was truly attended.</summary>
    internal bool Attends(int slot) => (_slots >> slot & 1) != 0;

    /// <summary>What the register says of an activity.</summary>
    internal RegisterEntry Register(int slot) => _register[slot];

    /// <summary>What the register says of a component.</summary>
    /// <param name="component">0 to 3.</param>
    /// <param name="sessions">
    /// True: the number of activities attended, NaN as soon as one is unknown. False: 1 when at least one was attended, 0 when all
    /// are marked absent, NaN when neither is known.
    /// </param>
    internal double Registered(int component, bool sessions)
    {
        var (count, unknown) = (0, 0);
        foreach (var activity in _parent.Family.School.Activities)
        {
            if (!activity.Components.HasFlag((Components)(1 << component)))
                continue;
            var presence = _register[activity.Slot].Presence;
            count += presence == RegisterWord.Yes ? 1 : 0;
            unknown += presence == RegisterWord.Unknown ? 1 : 0;
        }

        return sessions ? unknown > 0 ? double.NaN : count : count > 0 ? 1 : unknown > 0 ? double.NaN : 0;
    }
}

/// <summary>What a register says: yes, no, or that nobody knows.</summary>
internal enum RegisterWord
{
    No,
    Yes,
    Unknown,
}

/// <summary>A row of the register.</summary>
/// <param name="Invited">Whether the parent was invited.</param>
/// <param name="Presence">Whether the parent came.</param>
/// <param name="ShareOfTime">Share of the planned time; null when nobody wrote it down.</param>
internal readonly record struct RegisterEntry(RegisterWord Invited, RegisterWord Presence, double? ShareOfTime);
