using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Server.Delivery.Receipts;

internal static class ReceiptsSetup
{
    public static IServiceCollection AddReceipts(this IServiceCollection services)
    {
        services.AddSingleton<ReceiptOutbox>();
        services.AddSingleton<ReceiptBook>();
        services.AddSingleton<ReportTarget>();
        services.AddSingleton<ReceiverSearch>();
        services.AddHostedService<ReceiptWorker>();
        services.AddHostedService<UndeliveredWorker>();
        return services;
    }
}
