using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Consents;

/// <summary>Reads a patient's consents for one caller at one instant. Among several consents a denial wins.</summary>
/// <param name="consents">The patient's consents.</param>
/// <param name="caller">The caller.</param>
/// <param name="groups">What the caller belongs to.</param>
/// <param name="purpose">What for.</param>
/// <param name="at">When.</param>
internal readonly ref struct ConsentReading(
    IReadOnlyList<Consent> consents, SubjectId caller, IReadOnlyList<string> groups, string purpose, DateTimeOffset at)
{
    // As consents name people.
    private const string Person = "Practitioner/";

    /// <summary>What they say to data of a type with a label; without a type, what they say to the label on any data.</summary>
    /// <param name="type">The resource type; null asks for all types at once.</param>
    /// <param name="label">A confidentiality or a sensitivity.</param>
    /// <param name="reference">The consent that permits; null unless they permit.</param>
    public ConsentAnswer Ask(string? type, string label, out string? reference)
    {
        reference = null;
        foreach (var consent in consents.Each())
        {
            var answer = Walk(consent.Root, type, label);
            if (answer == ConsentAnswer.Denies)
            {
                reference = null;
                return ConsentAnswer.Denies;
            }

            if (answer == ConsentAnswer.Permits) reference ??= consent.Reference;
        }

        return reference is null ? ConsentAnswer.Silent : ConsentAnswer.Permits;
    }

    /// <summary>The earliest instant after now at which any rule begins or stops to count, and not after another instant.</summary>
    public DateTimeOffset NextChange(DateTimeOffset latest)
    {
        foreach (var consent in consents.Each()) latest = NextChange(consent.Root, latest);
        return latest;
    }

    /// <summary>The sensitivities that the consents name.</summary>
    public HashSet<string> Sensitivities()
    {
        HashSet<string> found = [];
        foreach (var consent in consents.Each()) Collect(consent.Root, found);
        return found;
    }

    /// <summary>The resource types that the consents name.</summary>
    public IReadOnlyList<string> Types()
    {
        List<string>? found = null;
        foreach (var consent in consents.Each()) CollectTypes(consent.Root, ref found);
        return found ?? [];
    }

    private static void CollectTypes(ConsentProvision rule, ref List<string>? found)
    {
        if (rule.ResourceTypes.Count > 0) (found ??= []).AddRange(rule.ResourceTypes);
        foreach (var exception in rule.Exceptions.Each()) CollectTypes(exception, ref found);
    }

    private static void Collect(ConsentProvision rule, HashSet<string> found)
    {
        foreach (var label in rule.Labels.Each())
            if (!SecurityLabels.IsConfidentiality(label)) found.Add(label);
        foreach (var exception in rule.Exceptions.Each()) Collect(exception, found);
    }

    private DateTimeOffset NextChange(ConsentProvision rule, DateTimeOffset latest)
    {
        if (rule.From > at && rule.From < latest) latest = rule.From.Value;
        if (rule.Until > at && rule.Until < latest) latest = rule.Until.Value;
        foreach (var exception in rule.Exceptions.Each()) latest = NextChange(exception, latest);
        return latest;
    }

    /// <param name="isBound">
    /// Whether all rules that this one is an exception of reach the question by themselves: a permission says nothing beyond them. A
    /// denial is not lost by that.
    /// </param>
    private ConsentAnswer Walk(ConsentProvision rule, string? type, string label, bool isBound = true)
    {
        if (!Applies(rule)) return ConsentAnswer.Silent;
        var binds = isBound && Binds(rule, type, label);
        var inner = ConsentAnswer.Silent;
        foreach (var exception in rule.Exceptions.Each())
        {
            var answer = Walk(exception, type, label, binds);
            if (answer == ConsentAnswer.Denies) return ConsentAnswer.Denies;
            if (answer == ConsentAnswer.Permits) inner = answer;
        }

        if (inner != ConsentAnswer.Silent) return inner;
        if (!ReachesType(rule, type) || !ReachesLabel(rule, label)) return ConsentAnswer.Silent;
        if (!rule.Permits) return ConsentAnswer.Denies;
        return rule.HasUnjudgedCondition || !isBound ? ConsentAnswer.Silent : ConsentAnswer.Permits;
    }

    // A rule without labels binds no label: it says whom and what its exceptions are about.
    private static bool Binds(ConsentProvision rule, string? type, string label) =>
        !rule.HasUnjudgedCondition
        && (rule.ResourceTypes.Count == 0 || (type is not null && rule.ResourceTypes.Contains(type)))
        && (rule.Labels.Count == 0 || ReachesLabel(rule, label));

    private bool Applies(ConsentProvision rule) =>
        !(rule.From > at) && !(rule.Until <= at) && NamesCaller(rule.Actors) && (rule.Purposes.Count == 0 || rule.Purposes.Contains(purpose));

    private bool NamesCaller(IReadOnlyList<string> actors)
    {
        if (actors.Count == 0) return true;
        foreach (var actor in actors.Each())
            if (actor.StartsWith(Person, StringComparison.Ordinal) && actor.AsSpan(Person.Length).SequenceEqual(caller.Value)) return true;
        foreach (var group in groups.Each())
            if (actors.Contains(group)) return true;
        return false;
    }

    private static bool ReachesType(ConsentProvision rule, string? type) =>
        rule.ResourceTypes.Count == 0 || (type is null ? !rule.Permits : rule.ResourceTypes.Contains(type));

    private static bool ReachesLabel(ConsentProvision rule, string label)
    {
        if (rule.Labels.Count == 0) return !rule.Permits || SecurityLabels.IsAtMost(label, "N");
        foreach (var named in rule.Labels.Each())
            if (named == label || (rule.Permits ? SecurityLabels.IsAtMost(label, named) : SecurityLabels.IsAtMost(named, label))) return true;
        return false;
    }
}
