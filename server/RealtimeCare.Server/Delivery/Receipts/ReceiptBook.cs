using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>What the trail holds of events that ask for acknowledgement, and of who asked about them.</summary>
internal sealed class ReceiptBook(IAuditTrail trail, TimeProvider time)
{
    /// <summary>A person has seen or accepted an event. Durable before it counts.</summary>
    public async ValueTask ReportedAsync(Connection connection, Subscription subscription, ReportRequest request)
    {
        var entry = DecisionEntry.Of(EntryKinds.DeliveryReported, connection.Caller, Operations.StreamReport, subscription.Entitlement.Decision) with
        {
            At = time.GetUtcNow(),
            Session = connection.Session.Id,
            Connection = connection.Id,
            Patient = subscription.Stream.Patient.Value,
            Subscription = subscription.Id,
            Epoch = subscription.Epoch,
            ThroughOffset = request.Offset,
            Reason = request.Level == ReceiptLevel.Accepted ? "accepted" : "seen",
        };
        await trail.AppendAsync(entry, CancellationToken.None);
    }

    /// <summary>Somebody is going to be told who has received an event. Durable before the answer.</summary>
    public async ValueTask ListedAsync(Caller caller, StreamKey? stream, Position position, int receivers, CancellationToken cancellationToken)
    {
        var entry = DecisionEntry.Of(EntryKinds.ReceiversListed, caller, Operations.EventReceivers, decision: null) with
        {
            Outcome = EntryOutcome.Success,
            At = time.GetUtcNow(),
            Patient = stream?.Patient.Value,
            Epoch = position.Epoch,
            ThroughOffset = position.Offset,
            Count = receivers,
        };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Nobody has seen an event in time.</summary>
    public async Task UndeliveredAsync(TrackedEvent undelivered, CancellationToken cancellationToken)
    {
        var entry = new Entry
        {
            Kind = EntryKinds.EventUndelivered,
            Outcome = EntryOutcome.Failed,
            At = time.GetUtcNow(),
            Tenant = undelivered.Stream.Tenant.Value,
            Patient = undelivered.Stream.Patient.Value,
            Target = undelivered.Publisher.Value,
            Epoch = undelivered.Position.Epoch,
            ThroughOffset = undelivered.Position.Offset,
            Count = undelivered.Delivered,
        };
        await trail.AppendAsync(entry, cancellationToken);
    }
}
