using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// What the trail holds of deliveries: an entitlement before the first byte, progress by ranges, an end. A range without an
/// end counts up to the stream's head.
/// </summary>
internal sealed class DeliveryBook(IAuditTrail trail, TimeProvider time, ILogger<DeliveryBook> logger)
{
    /// <summary>Nothing is delivered on a dead trail: its last frame must be this young.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> progressedAt = new();

    /// <summary>Whether the trail is alive; if not, ask again after <see cref="WaitAsync"/>.</summary>
    public bool IsAlive => time.GetUtcNow() - trail.LastDurableAt <= MaxSilence;

    /// <summary>The pause before a dead trail is asked again.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(RetryAfter, time, cancellationToken);

    /// <summary>From here on the session may receive the patient's events: durable before the first byte.</summary>
    public async ValueTask EntitledAsync(
        Connection connection, Subscription subscription, Entitlement entitlement, CancellationToken cancellationToken)
    {
        var entry = About(EntryKinds.DeliveryEntitled, connection, subscription, entitlement) with { FromOffset = subscription.Cursor };
        await trail.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Notes how far a delivery has come, at intervals, without keeping it waiting.</summary>
    public void Progressed(Connection connection, Subscription subscription)
    {
        var now = time.GetUtcNow();
        var last = progressedAt.GetOrAdd(subscription.Id, now);
        if (now - last < ProgressInterval) return;
        progressedAt[subscription.Id] = now;
        _ = WriteRangeAsync(EntryKinds.DeliveryProgress, connection, subscription, null);
    }

    /// <summary>Closes the range. It has happened already, so it does not wait.</summary>
    public void Ended(Connection connection, Subscription subscription, string reason)
    {
        progressedAt.TryRemove(subscription.Id, out _);
        _ = WriteRangeAsync(EntryKinds.DeliveryEnded, connection, subscription, reason);
    }

    private async Task WriteRangeAsync(string kind, Connection connection, Subscription subscription, string? reason)
    {
        var entry = About(kind, connection, subscription, subscription.Entitlement) with
        {
            Factors = [],
            Reason = reason,
            FromOffset = subscription.Recorded,
            ThroughOffset = subscription.Sent,
            AcknowledgedOffset = subscription.Acknowledged,
        };
        try
        {
            subscription.Recorded = subscription.Sent;
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            DeliveryLog.RangeNotWritten(logger, exception, connection.Id);
        }
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
        Factors = [.. entitlement.Decision.Factors.Select(factor => new EntryFactor(factor.Name, factor.Permits, factor.Reason))],
    };
}
