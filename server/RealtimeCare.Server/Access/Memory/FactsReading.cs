using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>Puts together what is known about one person and one patient: what is said of the person, and of groups the person belongs to.</summary>
/// <param name="memberships">What the person belongs to.</param>
/// <param name="now">The instant, in ticks, for which groups are told; relationships carry their own times.</param>
internal sealed class FactsReading(SubjectId subject, PatientId patient, IReadOnlyList<Membership> memberships, long now)
{
    private readonly List<Relationship> relationships = [];
    private readonly HashSet<string> groups = new(StringComparer.Ordinal);
    private long changesAt = long.MaxValue;

    public AccessFacts Read(long subjectRevision, PatientNode node)
    {
        foreach (var membership in memberships) AddGroup(membership.Group, membership.Span);
        foreach (var tie in node.Ties)
            if (tie.Kind == TieKind.Group) AddByGroup(tie);
            else if (tie.Who == subject.Value) Add(tie, tie.Span);
        return new AccessFacts(subjectRevision, node.Revision, [.. relationships])
        {
            Consents = node.Consents,
            Groups = [.. groups],
            ValidUntil = changesAt == long.MaxValue ? null : new DateTimeOffset(changesAt, TimeSpan.Zero),
        };
    }

    private void AddByGroup(in Tie tie)
    {
        foreach (var membership in memberships)
        {
            if (membership.Group != tie.Who) continue;
            var both = tie.Span.Within(membership.Span);
            if (both.From < both.Until) Add(tie, both);
        }
    }

    private void Add(in Tie tie, Span span)
    {
        relationships.Add(new Relationship(subject, patient, tie.Because, span.FromInstant, span.UntilInstant)
        {
            Kind = tie.RelationshipKind,
        });
        // A consent may name the patient's own team, or the very person who acts for the patient.
        if (tie.Source.StartsWith("CareTeam/", StringComparison.Ordinal) || tie.Kind == TieKind.Proxy) AddGroup(tie.Source, span);
    }

    private void AddGroup(string group, Span span)
    {
        changesAt = span.NextChange(now, changesAt);
        if (span.Holds(now)) groups.Add(group);
    }
}
