using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Loads what resources say about access, all or nothing, with an entry in the book for each before it counts.</summary>
internal sealed class FactsIntake(FactsRegistry facts, PatientIntake patients, IAuditTrail trail, TimeProvider time)
{
    /// <summary>What they say, as it is now.</summary>
    public async Task<Checked<IReadOnlyList<SourceFacts>>> LoadAsync(
        Caller caller, IReadOnlyList<IncomingFacts> incoming, string requestId, CancellationToken cancellationToken)
    {
        // All are found before the first is created, so that a refusal leaves nothing behind.
        foreach (var one in incoming)
            if (one is { Patient.Count: > 0, IsGone: false } && await patients.FindAsync(caller.Tenant, one.Patient, cancellationToken) is null)
                return FactsReader.Invalid($"{one.Path}.{one.PatientElement}");

        var loaded = new List<SourceFacts>();
        var entries = new List<Task>();
        foreach (var one in incoming)
        {
            var patient = await PatientOfAsync(caller, one, requestId, cancellationToken);
            loaded.Add(ToFacts(caller.Tenant, one, patient));
            entries.Add(RecordAsync(caller, one, patient, requestId, cancellationToken));
        }

        await Task.WhenAll(entries);
        await facts.ReplaceAsync(caller.Tenant, loaded, cancellationToken);
        return Checked<IReadOnlyList<SourceFacts>>.Of(loaded);
    }

    /// <summary>All facts about a patient, also ended ones; null for a patient that the tenant does not have.</summary>
    public async Task<PatientFacts?> SearchAsync(Caller caller, PatientReference reference, CancellationToken cancellationToken) =>
        await patients.FindAsync(caller.Tenant, reference, cancellationToken) is { IsNew: false } found ? facts.FactsOf(caller.Tenant, found.Patient) : null;

    /// <summary>Who belongs to the groups that treat a patient.</summary>
    public IEnumerable<Affiliation> AffiliationsTo(Caller caller, PatientFacts patient) => patient.Groups.Count == 0
        ? []
        : facts.AffiliationsTo(caller.Tenant, patient.Groups.Select(one => one.Group).ToHashSet(StringComparer.Ordinal));

    private SourceFacts ToFacts(TenantId tenant, IncomingFacts incoming, PatientId? patient)
    {
        var affiliations = incoming.Affiliations.Select(one => new Affiliation(one.Member.Reference, one.Group, one.Period.From, one.Period.Until));
        if (patient is not { } known) return new SourceFacts(incoming.Source, []) { Affiliations = [.. affiliations] };
        var before = incoming.IsOver ? facts.FactsOf(tenant, known) : null;
        var persons = incoming.Parts.Where(part => part.Member.Person is not null).Select(part =>
            new Relationship(part.Member.Person!.Value, known, part.Because, part.Period.From, part.Period.Until) { Kind = incoming.Kind });
        var groups = incoming.Parts.Where(part => part.Member.Person is null).Select(part =>
            new GroupRelationship(part.Member.Reference, known, part.Because, part.Period.From, part.Period.Until));
        return new SourceFacts(incoming.Source, [.. persons.Select(one => EndedBefore(one, before))])
        {
            Groups = [.. groups.Select(one => EndedBefore(one, before))],
            Affiliations = [.. affiliations],
            Consent = incoming.Consent is { } rule ? new PatientConsent(known, rule) : null,
        };
    }

    // What is loaded again after it was over must not end later than it did, or each loading would begin its grace anew.
    private static Relationship EndedBefore(Relationship now, PatientFacts? before)
    {
        var same = before?.Relationships.FirstOrDefault(one => one.Subject == now.Subject && one.Because == now.Because && one.Kind == now.Kind);
        return same?.Until < now.Until ? now with { Until = same.Until } : now;
    }

    private static GroupRelationship EndedBefore(GroupRelationship now, PatientFacts? before)
    {
        var same = before?.Groups.FirstOrDefault(one => one.Group == now.Group && one.Because == now.Because);
        return same?.Until < now.Until ? now with { Until = same.Until } : now;
    }

    private async ValueTask<PatientId?> PatientOfAsync(Caller caller, IncomingFacts incoming, string requestId, CancellationToken cancellationToken)
    {
        if (incoming.Patient.Count == 0) return null;
        var found = await patients.FindAsync(caller.Tenant, incoming.Patient, cancellationToken);
        if (incoming.IsGone) return found is { IsNew: false } ? found.Value.Patient : null;
        if (found is { IsNew: true })
            found = await patients.FindOrCreateAsync(
                caller, Operations.RelationshipLoad, [.. incoming.Patient.Select(one => one.Identifier!)], requestId, cancellationToken);
        return found?.Patient ?? throw new FactsUnavailableException("A patient that was there is gone.");
    }

    private async Task RecordAsync(
        Caller caller, IncomingFacts incoming, PatientId? patient, string requestId, CancellationToken cancellationToken) =>
        await trail.AppendAsync(
            DecisionEntry.Of(EntryKinds.FactsChanged, caller, Operations.RelationshipLoad, decision: null) with
            {
                Outcome = EntryOutcome.Success,
                At = time.GetUtcNow(),
                RequestId = requestId,
                Patient = patient?.Value,
                Target = TargetOf(incoming),
                Reason = ReasonOf(incoming),
                Count = incoming.Parts.Count + incoming.Affiliations.Count,
            },
            cancellationToken);

    private static string? TargetOf(IncomingFacts incoming) =>
        incoming.Affiliations.Select(one => one.Member.Person).Distinct().ToArray() is [{ } person] ? person.Value : null;

    private static string ReasonOf(IncomingFacts incoming)
    {
        if (incoming.Source.StartsWith("Consent/", StringComparison.Ordinal)) return incoming.Consent is null ? "consent-removed" : "consent-loaded";
        return incoming.Patient.Count == 0 ? "affiliations-loaded" : "relationships-loaded";
    }
}
