using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Invocations;

/// <summary>What is kept of a session's calls, in the whole host.</summary>
public sealed class KeptCallsOfSessions : IAsyncLifetime
{
    private TestCare care = null!;

    private RepeatRegistry Kept => care.Host.Services.GetRequiredService<RepeatRegistry>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Calls_that_change_something_are_kept_until_the_session_ends_and_reads_never()
    {
        var (tokens, patient) = (await care.Nurse.TokensAsync(), await care.AdmitAsync());
        var connection = await care.Nurse.ConnectAsync();
        await connection.SubscribeAsync(connection.Subscribe(patient.ById, The.Vitals));
        var afterRead = Kept.Has(tokens.SessionId);
        await connection.InvokeAsync<ReportActivityResult>(
            nameof(ICareHub.ReportActivity), new ReportActivityRequest { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken });
        var afterChange = Kept.Has(tokens.SessionId);

        (await care.Api.PostAsync("/api/v1/sessions/end", new { sessionId = tokens.SessionId }, (await care.Administrator.TokensAsync()).Access)).Ok();

        Assert.Equal((false, true, false), (afterRead, afterChange, Kept.Has(tokens.SessionId)));
    }

    [Fact]
    public async Task The_end_of_a_subscription_is_carried_out_again_when_it_runs_again()
    {
        var (tokens, patient) = (await care.Nurse.TokensAsync(), await care.AdmitAsync());
        var connection = await care.Nurse.ConnectAsync();
        var subscribe = connection.Subscribe(patient.ById, The.Vitals);
        var end = new UnsubscribeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = subscribe.SubscriptionId,
        };
        await connection.SubscribeAsync(subscribe);
        await connection.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), end);
        await connection.SubscribeAsync(subscribe);
        var subscriptions = care.Host.Services.GetRequiredService<SubscriptionRegistry>();
        var again = subscriptions.Find(tokens.SessionId, subscribe.SubscriptionId);

        await connection.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), end);

        Assert.NotNull(again);
        Assert.Null(subscriptions.Find(tokens.SessionId, subscribe.SubscriptionId));
    }
}
