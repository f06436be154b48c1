using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// What the trail holds of deliveries: an entitlement before the first byte, progress by ranges, an end. A range without an
/// end counts up to the stream's head.
/// </summary>
internal sealed class DeliveryBook(IAuditTrail trail, TimeProvider time, ILogger<DeliveryBook> logger)
{
    /// <summary>Nothing is delivered on a dead trail: its last frame must be this young.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(2);
    private const int MaxTopicsLength = 900;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the trail is alive; if not, ask again after <see cref="WaitAsync"/>.</summary>
    /// <remarks>A last entry of the future means that the clock was set back: nothing is known then.</remarks>
    public bool IsAlive => (time.GetUtcNow() - trail.LastDurableAt).Duration() <= MaxSilence;

    /// <summary>The pause before a dead trail is asked again.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(RetryAfter, time, cancellationToken);

    /// <summary>From here on the session may receive the patient's events: durable before the first byte.</summary>
    public async ValueTask EntitledAsync(
        Connection connection, Subscription subscription, Entitlement entitlement, CancellationToken cancellationToken)
    {
        await EntitledAsync(connection, subscription, entitlement, WhatOf(subscription), cancellationToken);
    }

    /// <summary>A subscription goes on with another permit. Durable before what is sent with it.</summary>
    public async ValueTask RenewedAsync(
        Connection connection, Subscription subscription, Entitlement entitlement, CancellationToken cancellationToken)
    {
        // Without the mark it would look like one that replaces it.
        await EntitledAsync(connection, subscription, entitlement, WhatOf(subscription) + ":renewed", cancellationToken);
    }

    /// <summary>From here on the session may receive what its inbox says about a patient: durable before the first of it.</summary>
    public async ValueTask EntitledAsync(
        Connection connection, Subscription subscription, PatientId patient, Entitlement entitlement, CancellationToken cancellationToken)
    {
        var entry = About(EntryKinds.DeliveryEntitled, connection, subscription, entitlement) with
        {
            Patient = patient.Value, FromOffset = subscription.Cursor,
        };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>A subscription was asked for on resume and is not permitted. Durable before the answer.</summary>
    public async ValueTask DeniedAsync(Connection connection, AccessTarget target, Decision decision)
    {
        var entry = DecisionEntry.Of(EntryKinds.Invocation, connection.Caller, target.Following, decision) with
        {
            Outcome = EntryOutcome.Denied,
            At = time.GetUtcNow(),
            Connection = connection.Id,
            Patient = target.Patient?.Value,
        };
        await trail.AppendAsync(entry, CancellationToken.None);
    }

    /// <summary>The own patients may be followed no more. Durable before the answer.</summary>
    public async ValueTask DeniedAsync(Connection connection, Decision decision)
    {
        var entry = DecisionEntry.Of(EntryKinds.Invocation, connection.Caller, Operations.StreamFollowMine, decision) with
        {
            Outcome = EntryOutcome.Denied, At = time.GetUtcNow(), Connection = connection.Id,
        };
        await trail.AppendAsync(entry, CancellationToken.None);
    }

    /// <summary>Notes how far a delivery has come, at intervals, without keeping it waiting.</summary>
    public void Progressed(Connection connection, Subscription subscription)
    {
        var now = time.GetUtcNow();
        if (now - subscription.ProgressedAt < ProgressInterval) return;
        subscription.ProgressedAt = now;
        _ = WriteRangeAsync(EntryKinds.DeliveryProgress, connection, subscription, null);
    }

    /// <summary>Events go ahead of their order, each of them a range of its own. Durable before the first byte.</summary>
    public async ValueTask SentAheadAsync(
        Connection connection, Subscription subscription, EventBatch batch, CancellationToken cancellationToken)
    {
        var entries = batch.Events.Select(ahead => About(EntryKinds.DeliveryProgress, connection, subscription, subscription.Entitlement) with
        {
            Reason = "urgent",
            FromOffset = ahead.Offset - 1,
            ThroughOffset = ahead.Offset,
            AcknowledgedOffset = subscription.Acknowledged,
        });
        await Task.WhenAll(entries.Select(entry => trail.AppendAsync(entry, cancellationToken).AsTask()));
    }

    /// <summary>Closes the range. It has happened already, so it does not wait.</summary>
    public void Ended(Connection connection, Subscription subscription, string reason)
    {
        _ = WriteRangeAsync(EntryKinds.DeliveryEnded, connection, subscription, reason);
    }

    private async ValueTask EntitledAsync(
        Connection connection, Subscription subscription, Entitlement entitlement, string reason, CancellationToken cancellationToken)
    {
        var entry = About(EntryKinds.DeliveryEntitled, connection, subscription, entitlement) with { FromOffset = subscription.Cursor, Reason = reason };
        await trail.AppendAsync(entry, cancellationToken);
    }

    private async Task WriteRangeAsync(string kind, Connection connection, Subscription subscription, string? reason)
    {
        var through = subscription.Sent;
        var entry = About(kind, connection, subscription, subscription.Entitlement) with
        {
            // Of an end by withdrawal the book says why.
            Factors = DecisionEntry.FactorsOf(subscription.Denial),
            Reason = reason,
            FromOffset = subscription.Recorded,
            ThroughOffset = through,
            AcknowledgedOffset = subscription.Acknowledged,
        };
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
            subscription.Recorded = through;
        }
        catch (TrailUnavailableException exception)
        {
            DeliveryLog.RangeNotWritten(logger, exception, connection.Id);
        }
    }

    // Which of the patient's streams, and which topics of it: without that nobody could say later who has received an event.
    private static string WhatOf(Subscription subscription)
    {
        var stream = subscription.Stream.IsRestricted ? "restricted" : "plain";
        var topics = string.Join(',', subscription.Topics.Order(StringComparer.Ordinal));
        return topics.Length <= MaxTopicsLength ? $"{stream}:{topics}" : $"{stream}:";
    }

    private Entry About(string kind, Connection connection, Subscription subscription, Entitlement entitlement) => new()
    {
        Kind = kind,
        Outcome = EntryOutcome.Success,
        At = time.GetUtcNow(),
        Tenant = connection.Caller.Tenant.Value,
        Actor = connection.Caller.Subject.Value,
        Session = connection.Session.Id,
        Connection = connection.Id,
        Client = connection.Caller.ClientId,
        TokenId = connection.Caller.TokenId,
        Patient = subscription.Stream.Patient.Value,
        Subscription = subscription.Id,
        Epoch = subscription.Epoch,
        Audience = entitlement.Audience.Name,
        PolicyHash = entitlement.Decision.PolicyHash,
        Target = entitlement.Decision.GrantId?.ToString(),
        Factors = DecisionEntry.FactorsOf(entitlement.Decision),
    };
}
