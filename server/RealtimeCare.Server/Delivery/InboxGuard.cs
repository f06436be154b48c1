using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Decides what in a person's inbox names a patient: as if the person followed that patient now. What is denied is passed over, and
/// the book says of whom something was shown before it is.
/// </summary>
internal sealed class InboxGuard(LiveAccess access, DeliveryBook book, TimeProvider time)
{
    /// <summary>The most patients that a subscription remembers its decisions about.</summary>
    private const int MostKnown = 512;

    /// <summary>Puts a batch together; of an inbox, each event that names a patient is decided.</summary>
    public BatchBuilder BuilderOf(Connection connection, Subscription subscription, AckWindow window) =>
        subscription.Target.Recipient is null ? new BatchBuilder(subscription, window) : InboxBuilderOf(connection, subscription, window);

    private BatchBuilder InboxBuilderOf(Connection connection, Subscription subscription, AckWindow window) =>
        new(subscription, window, (stored, token) => EntitleAsync(connection, subscription, stored, token));

    /// <summary>By what this event may be shown; null when it may not.</summary>
    public async ValueTask<Entitlement?> EntitleAsync(
        Connection connection, Subscription subscription, StoredEvent stored, CancellationToken cancellationToken)
    {
        // There is nothing of a patient in what has no resource.
        if (stored.HasNoResource) return subscription.Entitlement;
        var named = SubjectScan.Find(stored.Resource.Utf8);
        if (!named.IsClear) return null;
        if (named.Patient is not { } patient) return subscription.Entitlement;
        var revisions = access.Revisions(connection.Caller, patient);
        if (subscription.Inbox.TryGetValue(patient, out var known) && known.StandsAt(time.GetUtcNow(), revisions)) return known.Entitlement;
        return await DecideAsync(connection, subscription, patient, cancellationToken);
    }

    /// <summary>Whether everything that was decided about patients still stands; else the batch is put together anew.</summary>
    public bool Stands(Connection connection, Subscription subscription)
    {
        if (subscription.Target.Recipient is null) return true;
        foreach (var (patient, known) in subscription.Inbox)
        {
            if (known.Entitlement is null || known.StandsAt(time.GetUtcNow(), access.Revisions(connection.Caller, patient))) continue;
            subscription.Inbox.Remove(patient);
            return false;
        }
        return true;
    }

    private async ValueTask<Entitlement?> DecideAsync(
        Connection connection, Subscription subscription, PatientId patient, CancellationToken cancellationToken)
    {
        var target = subscription.Target with { Patient = patient, Recipient = null };
        var live = access.Decide(connection.Caller, target.Following, target);
        var entitlement = live.Decision is Decision.Permit { Audience: not null } permit ? new Entitlement(permit, live.Revisions) : null;
        if (entitlement is null) await book.DeniedAsync(connection, target, live.Decision);
        else await book.EntitledAsync(connection, subscription, patient, entitlement, cancellationToken);
        if (subscription.Inbox.Count >= MostKnown) subscription.Inbox.Clear();
        subscription.Inbox[patient] = new InboxDecision(entitlement, live.Revisions);
        return entitlement;
    }
}

/// <summary>What was decided about a patient who is named in an inbox.</summary>
/// <param name="Entitlement">By what it may be shown; null when it may not.</param>
/// <param name="Revisions">The revisions of the facts that it stands on.</param>
internal readonly record struct InboxDecision(Entitlement? Entitlement, FactRevisions Revisions)
{
    /// <summary>A denial never stands: it is decided anew with each event, since a relationship may have begun by time.</summary>
    public bool StandsAt(DateTimeOffset now, FactRevisions current) =>
        Revisions == current && Entitlement is not null && now < Entitlement.Decision.ValidUntil;
}
