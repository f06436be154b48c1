namespace RealtimeCare.Policy.Access;

/// <summary>What a policy document says besides topics, roles and audiences.</summary>
public sealed record AccessRules
{
    private readonly KeyValuePair<string, TimeSpan>[] graces = [];

    /// <summary>Whether a patient without any consent that speaks to the question counts as having permitted it.</summary>
    public bool AbsentConsentPermits { get; init; } = true;

    /// <summary>
    /// How long a relationship counts after its end, by its part, such as <c>attending</c>; what is not named ends at its end.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> Grace
    {
        get;
        init
        {
            field = value;
            graces = [.. value];
        }
    } = new Dictionary<string, TimeSpan>();

    /// <summary>The same for one relationship, without an allocation: it is asked for with every decision.</summary>
    internal TimeSpan GraceOf(ReadOnlySpan<char> part)
    {
        foreach (var (named, grace) in graces)
            if (part.SequenceEqual(named)) return grace;
        return TimeSpan.Zero;
    }

    /// <summary>How the glass is broken.</summary>
    public BreakGlassRules BreakGlass { get; init; } = new();
}

/// <summary>How the glass is broken.</summary>
public sealed record BreakGlassRules
{
    /// <summary>No grant lasts longer, whatever the document says.</summary>
    public static readonly TimeSpan HardCap = TimeSpan.FromHours(4);

    /// <summary>The highest confidentiality that a grant reaches.</summary>
    public string LabelCeiling { get; init; } = "V";

    /// <summary>The sensitivities that a grant reaches.</summary>
    public IReadOnlySet<string> Sensitivities { get; init; } = new HashSet<string>();

    /// <summary>The purposes of use that a grant may have.</summary>
    public IReadOnlySet<string> Purposes { get; init; } = new HashSet<string> { "ETREAT", "BTG" };

    /// <summary>The codes of reason that a person may give.</summary>
    public IReadOnlySet<string> Reasons { get; init; } = new HashSet<string> { "emergency", "covering", "consult", "other" };

    /// <summary>How long a grant lasts when the person does not say.</summary>
    public TimeSpan Default { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long a grant lasts at most.</summary>
    public TimeSpan Max { get; init; } = HardCap;

    /// <summary>How recent the sign-in must be.</summary>
    public TimeSpan SignInWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after the end of a relationship, by its part, the person is exempt from the fresh sign-in and the attestation.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> ExemptAfter { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>How long after a grant that was attested the same person is exempt for the same patient.</summary>
    public TimeSpan ExemptAfterGrant { get; init; } = TimeSpan.FromDays(7);
}
