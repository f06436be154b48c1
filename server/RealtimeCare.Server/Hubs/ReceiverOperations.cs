using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Hubs;

/// <summary>What has reached whom, for those who run and review: never what it says.</summary>
internal sealed class ReceiverOperations(
    IReceiptStore receipts, ReceiverSearch search, IPatientDirectory patients, ReceiptBook book, LiveAccess access)
{
    private const int MostUndelivered = 500;

    public async Task<UndeliveredResult> UndeliveredAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var undelivered = await receipts.ReadUndeliveredAsync(caller.Tenant, MostUndelivered, cancellationToken);
            var reviews = Reviews(caller);
            return new UndeliveredResult { Events = [.. undelivered.Select(one => View(one, reviews || !one.Stream.IsRestricted))] };
        }
        catch (StreamStoreUnavailableException)
        {
            throw new CareRefusalException(ErrorCode.Unavailable);
        }
    }

    /// <summary>A patient who does not exist has no receivers, and looks like one whose event nobody has received.</summary>
    public async Task<ReceiversResult> ReceiversAsync(Caller caller, Question question, CancellationToken cancellationToken)
    {
        RequestCheck.Patient(question.Patient);
        if (question.Position is not { Offset: > 0 } position) throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (question.Restricted && !Reviews(caller)) throw new CareRefusalException(ErrorCode.Forbidden);
        try
        {
            var patient = await patients.FindAsync(caller.Tenant, question.Patient, cancellationToken);
            StreamKey? stream = patient is { } known ? new StreamKey(caller.Tenant, known, question.Restricted) : null;
            var found = stream is { } one ? await search.FindAsync(one, position, cancellationToken) : ReceiverSearch.Nobody;
            await book.ListedAsync(caller, stream, position, found.Receivers.Count, cancellationToken);
            return found;
        }
        catch (Exception exception) when (exception is StreamStoreUnavailableException or FactsUnavailableException)
        {
            throw new CareRefusalException(ErrorCode.Unavailable);
        }
    }

    // Who may ask for every factor of a decision may also know that a patient has a restricted stream.
    private bool Reviews(Caller caller) => access.Decide(caller, Operations.AccessExplain, AccessTarget.None).Decision is Decision.Permit;

    private static UndeliveredEvent View(TrackedEvent undelivered, bool showsPatient) => new()
    {
        EventId = undelivered.EventId,
        PatientId = showsPatient ? undelivered.Stream.Patient.Value : null,
        Position = showsPatient ? undelivered.Position : null,
        Restricted = undelivered.Stream.IsRestricted,
        Topic = undelivered.Topic,
        Severity = undelivered.Severity,
        Publisher = undelivered.Publisher.Value,
        PublishedAt = undelivered.PublishedAt,
        AcknowledgeBy = undelivered.AcknowledgeBy,
        Delivered = undelivered.Delivered,
    };

    internal sealed record Question(PatientReference Patient, Position? Position, bool Restricted)
    {
        public override string ToString() => "(question)";
    }
}
