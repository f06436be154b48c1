using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Delivery;

/// <summary>What a pump passes on its way: one object for all pumps of the node.</summary>
internal sealed record PumpStations(
    FollowerRegistry Followers,
    EntitlementGuard Guard,
    Withdrawal Withdrawal,
    UrgentCopies Urgent,
    CareSender Sender,
    DeliveryBook Book,
    TimeProvider Time,
    ILogger<ConnectionPump> Logger);
