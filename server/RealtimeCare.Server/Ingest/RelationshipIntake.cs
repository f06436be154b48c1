using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>Loads what resources say about treatment relationships, all or nothing, with an entry in the book for each patient.</summary>
internal sealed class RelationshipIntake(FactsRegistry facts, PatientIntake patients, IAuditTrail trail, TimeProvider time)
{
    /// <summary>The relationships as they are now.</summary>
    public async Task<Checked<IReadOnlyList<Relationship>>> LoadAsync(
        Caller caller, IReadOnlyList<RelationshipSource> sources, string requestId, CancellationToken cancellationToken)
    {
        // All are found before the first is created, so that a refusal leaves nothing behind.
        foreach (var source in sources)
            if (await patients.FindAsync(caller.Tenant, source.Patient, cancellationToken) is null)
                return new CodedProblem(ErrorCode.InvalidRequest) { Path = source.Path + ".subject" };

        var loaded = new List<SourceFacts>();
        var entries = new List<Task>();
        foreach (var source in sources)
        {
            var patient = await PatientOfAsync(caller, source.Patient, requestId, cancellationToken);
            loaded.Add(new SourceFacts(source.Source, [.. source.Parts.Select(part =>
                new Relationship(part.Subject, patient, part.Because, part.Period.From, part.Period.Until))]));
            entries.Add(RecordAsync(caller, patient, source.Parts.Count, requestId, cancellationToken));
        }
        await Task.WhenAll(entries);
        await facts.ReplaceAsync(caller.Tenant, loaded, cancellationToken);
        return Checked<IReadOnlyList<Relationship>>.Of([.. loaded.SelectMany(one => one.Relationships)]);
    }

    /// <summary>All relationships of a patient, also ended ones; none for a patient that the tenant does not have.</summary>
    public async Task<IReadOnlyList<Relationship>> SearchAsync(Caller caller, PatientReference reference, CancellationToken cancellationToken) =>
        await patients.FindAsync(caller.Tenant, reference, cancellationToken) is { } found ? facts.RelationshipsOf(caller.Tenant, found.Patient) : [];

    private async ValueTask<PatientId> PatientOfAsync(
        Caller caller, PatientReference reference, string requestId, CancellationToken cancellationToken)
    {
        var found = await patients.FindAsync(caller.Tenant, reference, cancellationToken);
        if (found is { IsNew: true })
            found = await patients.FindOrCreateAsync(caller, Operations.RelationshipLoad, [reference.Identifier!], requestId, cancellationToken);
        return found?.Patient ?? throw new FactsUnavailableException("A patient that was there is gone.");
    }

    private async Task RecordAsync(
        Caller caller, PatientId patient, int count, string requestId, CancellationToken cancellationToken) =>
        await trail.AppendAsync(
            DecisionEntry.Of(EntryKinds.FactsChanged, caller, Operations.RelationshipLoad, decision: null) with
            {
                Outcome = EntryOutcome.Success,
                At = time.GetUtcNow(),
                RequestId = requestId,
                Patient = patient.Value,
                Reason = "relationships-loaded",
                Count = count,
            },
            cancellationToken);
}
