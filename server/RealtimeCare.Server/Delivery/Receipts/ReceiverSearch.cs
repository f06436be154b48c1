using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Search;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>Who has received an event: by its receipts where it asks for acknowledgement, by the book in any case.</summary>
internal sealed class ReceiverSearch(IReceiptStore receipts, IStreamStore streams, ISessionStore sessions, IEnumerable<DeliveryReader> books)
{
    private int searching;

    public static ReceiversResult Nobody { get; } = new() { Tracked = false, Receivers = [] };

    /// <exception cref="CareRefusalException">Somebody is asking already, or the book cannot be read.</exception>
    public async Task<ReceiversResult> FindAsync(StreamKey stream, Position position, CancellationToken cancellationToken)
    {
        // Whoever asks makes the node read the whole book, so one at a time.
        if (Interlocked.Exchange(ref searching, 1) == 1) throw new CareRefusalException(ErrorCode.Busy, retryAfterMs: 1000);
        try
        {
            var head = await streams.ReadHeadAsync(stream, cancellationToken);
            var isNow = position.Epoch == head.Epoch;
            if (isNow && position.Offset > head.Offset) return Nobody;
            var known = isNow ? await receipts.ReadReceiptsAsync(stream, position.Offset, cancellationToken) : null;
            var stored = isNow ? await ReadEventAsync(stream, position.Offset, cancellationToken) : null;
            var question = new DeliveryQuestion(
                stream.Tenant.Value, stream.Patient.Value, stream.IsRestricted, position.Epoch, position.Offset, stored?.Topic)
            {
                PublishedAt = stored?.PublishedAt,
            };
            return await JoinAsync(stream.Tenant, known, question, cancellationToken);
        }
        catch (Exception exception) when (exception is TrailDamagedException or IOException or SessionStoreUnavailableException)
        {
            throw new CareRefusalException(ErrorCode.Unavailable);
        }
        finally
        {
            Volatile.Write(ref searching, 0);
        }
    }

    private async ValueTask<StoredEvent?> ReadEventAsync(StreamKey stream, long offset, CancellationToken cancellationToken) =>
        (await streams.ReadAsync(stream, offset - 1, 1, cancellationToken)).FirstOrDefault(found => found.Offset == offset);

    private async Task<ReceiversResult> JoinAsync(
        TenantId tenant, IReadOnlyList<DeliveryReceipt>? known, DeliveryQuestion question, CancellationToken cancellationToken)
    {
        var all = (known ?? []).ToDictionary(receipt => receipt.Person.Value, View);
        foreach (var book in books)
        {
            var people = (await sessions.ReadSubjectsAsync(tenant, cancellationToken))
                .ToDictionary(person => book.PseudonymOf(tenant.Value, person.Value), person => person.Value);
            foreach (var stretch in await book.FindAsync(question, cancellationToken))
            {
                var subject = people.GetValueOrDefault(stretch.Actor);
                all.TryAdd(subject ?? stretch.Actor, new Receiver
                {
                    Subject = subject,
                    Pseudonym = stretch.Actor,
                    Level = stretch.IsAcknowledged ? ReceiptLevel.Delivered : null,
                });
            }
        }
        return new ReceiversResult { Tracked = known is not null, Receivers = [.. all.Values] };
    }

    private static Receiver View(DeliveryReceipt receipt) => new()
    {
        Subject = receipt.Person.Value,
        Level = receipt.Level,
        SentAt = receipt.SentAt,
        DeliveredAt = receipt.DeliveredAt,
        SeenAt = receipt.SeenAt,
        AcceptedAt = receipt.AcceptedAt,
    };
}
