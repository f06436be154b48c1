using RealtimeCare.Client.Administration;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>The SDK's publisher and administrator against a real host that goes away under them.</summary>
public sealed class SdkTools : IAsyncLifetime
{
    private TestCare care = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_large_batch_comes_in_its_order_and_once_although_the_host_restarts()
    {
        const int count = 1700;
        var patient = await care.AdmitAsync();
        var events = Enumerable.Range(1, count).Select(i => Some.Vital(patient.ById, i) with { IdempotencyKey = $"{i}" }).ToList();

        var nurse = await care.Nurse.ClientAsync();
        await nurse.ConnectAsync(Token);
        await using var arriving = nurse.FollowAsync(patient.ById, [The.Vitals], cancellationToken: Token).GetAsyncEnumerator(Token);
        var first = arriving.MoveNextAsync().AsTask();
        var publishing = care.Monitor.Publisher().PublishBatchAsync(events, Token);
        await Task.WhenAny(first, publishing);
        Assert.False(publishing.IsCompleted);
        await care.RestartAsync();
        var result = await publishing;

        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), result.Results.Select(one => one.Result!.Position.Offset));
    }

    [Fact]
    public async Task An_administrator_sees_who_is_connected_also_after_a_restart()
    {
        await using var administrator = new CareAdministrator(await care.Administrator.OptionsAsync());
        await administrator.ConnectAsync(Token);
        await using var sessions = administrator.FollowSessionsAsync(Token).GetAsyncEnumerator(Token);
        var nurse = await care.Nurse.ClientAsync();

        await nurse.ConnectAsync(Token);
        await UntilAsync(sessions, IsConnected);
        await care.RestartAsync();
        await UntilAsync(sessions, IsConnected);
        await nurse.DisposeAsync();
        await UntilAsync(sessions, list => !IsConnected(list));

        bool IsConnected(IReadOnlyList<LiveSession> list) => list.Any(one => one.Subject == care.Nurse.UserId && one.Connections == 1);
    }

    [Fact]
    public async Task Ending_sessions_twice_ends_nothing_twice_and_a_preview_ends_nothing()
    {
        var nurse = await care.Nurse.ClientAsync();
        await nurse.ConnectAsync(Token);
        await using var administrator = new CareAdministrator(await care.Administrator.OptionsAsync());
        await administrator.ConnectAsync(Token);

        var preview = await administrator.EndSessionsOfAsync(care.Nurse.UserId, preview: true, Token);
        var isLive = !nurse.Ended.IsCompleted;
        var report = await administrator.EndSessionsOfAsync(care.Nurse.UserId, cancellationToken: Token);
        await nurse.Ended.WaitAsync(TimeSpan.FromSeconds(15), Token);
        var again = await administrator.EndSessionsOfAsync(care.Nurse.UserId, cancellationToken: Token);

        Assert.True(isLive);
        Assert.Null(preview.Receipt);
        Assert.Equal(preview.SessionIds, report.SessionIds);
        Assert.NotNull(report.Receipt);
        Assert.Empty(again.SessionIds);
    }

    private static async Task UntilAsync(IAsyncEnumerator<IReadOnlyList<LiveSession>> sessions, Func<IReadOnlyList<LiveSession>, bool> isSo)
    {
        while (await sessions.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token))
        {
            if (isSo(sessions.Current)) return;
        }

        Assert.Fail("The list ended.");
    }
}
