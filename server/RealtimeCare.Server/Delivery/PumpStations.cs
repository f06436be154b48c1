using Microsoft.Extensions.Logging;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Delivery.Receipts;

namespace RealtimeCare.Server.Delivery;

/// <summary>What a pump passes on its way: one object for all pumps of the node.</summary>
internal sealed record PumpStations(
    EntitlementGuard Guard,
    InboxGuard Inbox,
    Withdrawal Withdrawal,
    UrgentCopies Urgent,
    FollowRegistry Follows,
    CareSender Sender,
    DeliveryBook Book,
    ReceiptOutbox Receipts,
    TimeProvider Time,
    ILogger<ConnectionPump> Logger);
