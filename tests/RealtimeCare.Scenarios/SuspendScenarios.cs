using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>An app that goes to the background, and what its person is told of the connection.</summary>
public sealed class SuspendScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    private static CancellationToken Patience => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).Token;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task What_happens_while_the_app_is_suspended_comes_when_it_resumes(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync(wire);
        var states = new Record<ConnectionState>();
        await client.ConnectAsync(Patience);
        var seen = new Record<int>();
        await using var followed = await client.FollowAsync(patient.ById, [The.Vitals], Keep(seen), FollowFrom.Start, Patience);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        await seen.UntilAllAsync(s => s.Count >= 3, "the first events");
        client.StatusChanged += (_, status) => states.Add(status.State);

        await client.SuspendAsync(Patience);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 300);
        await client.ResumeAsync(Patience);
        await seen.UntilAllAsync(s => s.Count >= 303, "all events");
        await states.UntilAllAsync(s => s[^1] == ConnectionState.Live, "a live client");

        Assert.Equal([1, 2, 3, .. Enumerable.Range(1, 300)], seen.Items);
        // What comes before the answer to the resumption is caught up with already.
        Assert.Equal([ConnectionState.Suspended, ConnectionState.Stale, ConnectionState.Live], states.Items.Where(one => one != ConnectionState.CatchingUp));
    }

    [Fact]
    public async Task Whoever_missed_what_is_for_others_alone_is_live_again_too()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync();
        await client.ConnectAsync(Patience);
        var states = new Record<ConnectionState>();
        await using var followed = await client.FollowAsync(patient.ById, ["labs"], (_, _) => Task.CompletedTask, FollowFrom.Start, Patience);
        client.StatusChanged += (_, status) => states.Add(status.State);

        await client.SuspendAsync(Patience);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 5);
        await client.ResumeAsync(Patience);

        await states.UntilAllAsync(s => s[^1] == ConnectionState.Live, "a live client");
        // What comes before the answer to the resumption is caught up with already.
        Assert.Equal([ConnectionState.Suspended, ConnectionState.Stale, ConnectionState.Live], states.Items.Where(one => one != ConnectionState.CatchingUp));
    }

    [Fact]
    public async Task A_session_that_was_ended_meanwhile_does_not_come_back()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync();
        await client.ConnectAsync(Patience);
        await using var followed = await client.FollowAsync(patient.ById, [The.Vitals], (_, _) => Task.CompletedTask, FollowFrom.Now, Patience);
        await client.SuspendAsync(Patience);
        await using var admin = new RealtimeCare.Client.Administration.CareAdministrator(await care.Administrator.OptionsAsync());
        await admin.ConnectAsync(Patience);

        await admin.EndSessionsOfAsync(nurse.UserId, cancellationToken: Patience);
        var ended = await Assert.ThrowsAsync<SessionEndedException>(() => client.ResumeAsync(Patience));

        Assert.True(ended.Reason.EndsSession());
        Assert.Equal(ConnectionState.SignedOut, client.Status.State);
        await Assert.ThrowsAsync<SessionEndedException>(() => followed.Completion.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_handler_that_blocks_keeps_nobody_else_waiting()
    {
        var nurse = await care.HireAsync("nurse");
        var (first, second) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse));
        var client = await nurse.ClientAsync();
        await client.ConnectAsync(Patience);
        var (never, began, seen) = (new TaskCompletionSource(), new Record<bool>(), new Record<int>());
        await using var blocked = await client.FollowAsync(first.ById, [The.Vitals], Block, FollowFrom.Start, Patience);
        await using var followed = await client.FollowAsync(second.ById, [The.Vitals], Keep(seen), FollowFrom.Start, Patience);

        await care.Monitor.PublishHeartRatesAsync(first.ById, 20);
        await began.UntilAllAsync(b => b.Count > 0, "the handler that blocks");
        await care.Monitor.PublishHeartRatesAsync(second.ById, 300);
        await seen.UntilAllAsync(s => s.Count >= 300, "all events of the other patient");
        await client.ReportActivityAsync(Patience);
        await client.HandOverAsync(Patience);

        Assert.True(client.Status.IsConnected);
        never.SetResult();

        Task Block(Notification notification, CancellationToken cancellationToken)
        {
            began.Add(true);
            SpinWait.SpinUntil(() => never.Task.IsCompleted, TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        }
    }

    private static Func<Notification, CancellationToken, Task> Keep(Record<int> record) => (notification, _) =>
    {
        record.Add(notification.Event.Beats());
        return Task.CompletedTask;
    };
}
