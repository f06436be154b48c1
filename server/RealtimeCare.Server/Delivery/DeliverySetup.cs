using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

internal static class DeliverySetup
{
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<FollowerRegistry>();
        services.AddSingleton<SeenRegistry>();
        services.AddSingleton<StartReader>();
        services.AddSingleton<SubscriptionRegistry>();
        services.AddSingleton<DeliveryBook>();
        services.AddSingleton<CareSender>();
        services.AddSingleton<AdminSender>();
        services.AddSingleton<EntitlementGuard>();
        services.AddSingleton<InboxGuard>();
        services.AddSingleton<Withdrawal>();
        services.AddSingleton<UrgentCopies>();
        services.AddSingleton<FollowRegistry>();
        services.AddSingleton<FollowKeeper>();
        services.AddSingleton<FollowOpener>();
        services.AddHostedService<FollowWorker>();
        services.AddSingleton<PumpStations>();
        services.AddSingleton<SubscriptionOpener>();
        services.AddSingleton<SessionResumer>();
        services.AddSingleton<ConnectionCloser>();
        services.AddSingleton<SessionEndRecorder>();
        services.AddSingleton<SessionEnder>();
        services.AddSingleton<ISessionEnds, SessionEnds>();
        services.AddSingleton<ConnectionBook>();
        services.AddSingleton<AdmittedConnections>();
        services.AddSingleton<ConnectionAdmission>();
        services.AddSingleton<ExpiryClock>();
        services.AddHostedService<ExpiryWorker>();
        services.AddHostedService<EntitlementWorker>();
        services.AddHostedService<PaceWorker>();
        services.AddHostedService<TopsWorker>();
        services.AddHostedService<SeenWorker>();
        services.AddSingleton<GrantEnder>();
        services.AddHostedService<GrantWorker>();
#if SABOTAGE
        services.AddHostedService<SabotageWorker>();
#endif
        return services.AddReceipts();
    }
}
