using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Delivery.Receipts;

/// <summary>How long the real host remembers what subscriptions have sent.</summary>
public sealed class ReceiptMemory : IAsyncLifetime
{
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task It_goes_with_an_unsubscribed_one_and_stays_for_who_comes_back()
    {
        var outbox = care.Host.Services.GetRequiredService<ReceiptOutbox>();
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync();
        var (ended, lost) = (connection.Subscribe(patient.ById, The.Vitals), connection.Subscribe(patient.ById, The.Vitals));
        await connection.SubscribeAsync(ended);
        await connection.SubscribeAsync(lost);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Severity = EventSeverity.Critical });
        await connection.UntilEventsAsync(ended.SubscriptionId, 1);
        await connection.UntilEventsAsync(lost.SubscriptionId, 1);
        var both = outbox.Count;

        await connection.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), new UnsubscribeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = ended.SubscriptionId,
        });
        var left = outbox.Count;
        await connection.DisposeAsync();
        var again = await care.Nurse.ConnectAsync();
        await again.SubscribeAsync(again.Subscribe(patient.ById, The.Vitals) with { SubscriptionId = lost.SubscriptionId });

        Assert.Equal((2, 1, 1), (both, left, outbox.Count));
    }
}
