namespace RealtimeCare.Policy.Access.Consents;

/// <summary>A patient's consent that is in force, as far as it says who may see the patient's data.</summary>
/// <param name="Reference">The resource, such as <c>Consent/123</c>.</param>
/// <param name="Root">What it says.</param>
public sealed record Consent(string Reference, ConsentProvision Root);

/// <summary>
/// A rule of a consent, after FHIR R4 <c>Consent.provision</c>. What is empty does not narrow it.
/// </summary>
/// <remarks>
/// A permission without labels reaches data up to normal confidentiality and no sensitivity; a permission for a confidentiality
/// reaches that and what is below, a denial that and what is above. A denial without labels reaches everything.
/// </remarks>
public sealed record ConsentProvision
{
    /// <summary>Whether it permits or denies.</summary>
    public required bool Permits { get; init; }

    /// <summary>When it begins to count; null means at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When it stops to count; null means never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whom it is about: subjects as <c>Practitioner/(id)</c>, groups by reference.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>Purposes of use, codes of v3-ActReason.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>Security labels: confidentialities and sensitivities.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Resource types.</summary>
    public IReadOnlyList<string> ResourceTypes { get; init; } = [];

    /// <summary>
    /// Whether it has a condition that cannot be judged here, such as single resources. Then a permission permits nothing and a
    /// denial denies as if the condition were not there.
    /// </summary>
    public bool HasUnjudgedCondition { get; init; }

    /// <summary>Rules that count instead where they match; of several that match, a denial wins.</summary>
    public IReadOnlyList<ConsentProvision> Exceptions { get; init; } = [];
}
