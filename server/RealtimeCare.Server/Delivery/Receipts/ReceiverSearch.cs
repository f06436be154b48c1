using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>Who has received an event: by its receipts where it asks for acknowledgement, by the book in any case.</summary>
internal sealed class ReceiverSearch(IReceiptStore receipts)
{
    public static ReceiversResult Nobody { get; } = new() { Tracked = false, Receivers = [] };

    public async Task<ReceiversResult> FindAsync(StreamKey stream, Position position, CancellationToken cancellationToken)
    {
        var known = await receipts.ReadReceiptsAsync(stream, position.Offset, cancellationToken);
        return new ReceiversResult { Tracked = known is not null, Receivers = [.. (known ?? []).Select(View)] };
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
