using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>The facts about one patient at one revision; a change puts another in its place.</summary>
internal sealed class PatientNode
{
    private PatientNode(PatientId patient, long revision, Tie[] ties, IReadOnlyList<Consent> consents)
    {
        Patient = patient;
        Revision = revision;
        Ties = ties;
        Consents = consents;
    }

    /// <summary>What is known about a patient of whom nothing is known.</summary>
    public static PatientNode None { get; } = new(default, 0, [], []);

    /// <summary>The one text of the patient's id that all who refer to it share.</summary>
    public PatientId Patient { get; }

    public long Revision { get; }

    public Tie[] Ties { get; }

    public IReadOnlyList<Consent> Consents { get; }

    public static PatientNode Of(PatientFacts facts, PatientNode before, SharedTexts texts)
    {
        var ties = new Tie[facts.Relationships.Count + facts.Groups.Count];
        var next = 0;
        // The people of one encounter stand on one text of it; another patient's resource is another.
        string? source = null;
        foreach (var one in facts.Relationships)
            ties[next++] = TieOf(one.Subject.Value, one.Because, Span.Of(one.From, one.Until), KindOf(one), texts, ref source);
        foreach (var one in facts.Groups)
            ties[next++] = TieOf(one.Group, one.Because, Span.Of(one.From, one.Until), TieKind.Group, texts, ref source);
        var patient = before.Patient == facts.Patient ? before.Patient : facts.Patient;
        return new PatientNode(patient, facts.Revision, ties, facts.Consents.Count == 0 ? [] : facts.Consents);
    }

    public PatientFacts ToFacts(TenantId tenant, PatientId patient)
    {
        var persons = Ties.Where(tie => tie.Kind != TieKind.Group)
            .Select(tie => new Relationship(SubjectId.Parse(tie.Who), patient, tie.Because, tie.Span.FromInstant, tie.Span.UntilInstant) { Kind = tie.RelationshipKind });
        var groups = Ties.Where(tie => tie.Kind == TieKind.Group)
            .Select(tie => new GroupRelationship(tie.Who, patient, tie.Because, tie.Span.FromInstant, tie.Span.UntilInstant));
        return new PatientFacts(tenant, patient, Revision, [.. persons]) { Groups = [.. groups], Consents = Consents };
    }

    private static TieKind KindOf(Relationship relationship) =>
        relationship.Kind == RelationshipKind.Proxy ? TieKind.Proxy : TieKind.Treatment;

    private static Tie TieOf(string who, string because, Span span, TieKind kind, SharedTexts texts, ref string? source)
    {
        var (part, from) = Tie.Split(because);
        if (source != from) source = from;
        return new Tie(texts.Share(who), texts.Share(part), source, span, kind);
    }
}
