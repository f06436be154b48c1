using Microsoft.Extensions.Logging;
using RealtimeCare.Server.Delivery.Follows;

namespace RealtimeCare.Server.Delivery;

/// <summary>What a pump passes on its way: one object for all pumps of the node.</summary>
internal sealed record PumpStations(
    FollowerRegistry Followers,
    EntitlementGuard Guard,
    Withdrawal Withdrawal,
    UrgentCopies Urgent,
    FollowRegistry Follows,
    CareSender Sender,
    DeliveryBook Book,
    TimeProvider Time,
    ILogger<ConnectionPump> Logger);
