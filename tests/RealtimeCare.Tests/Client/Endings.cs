using RealtimeCare.Client;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Ends that come while a connection is being made.</summary>
public sealed class Endings
{
    [Fact]
    public async Task A_forced_end_is_heard_at_once_also_within_a_handover()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (followed, _, _) = await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;

        world.First.End(EndReason.Ended);

        Assert.Equal(EndReason.Ended, await world.Client.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAsync<SessionEndedException>(() => followed.Completion);
        await Assert.ThrowsAsync<SessionEndedException>(() => handover);
    }

    [Fact]
    public async Task A_forced_end_is_heard_also_while_a_token_source_hangs()
    {
        var links = new FakeLinks();
        var tokens = new StuckTokens(links.Time);
        await using var client = ClientOf(links, tokens);
        await client.ConnectAsync();
        var first = await links.NextAsync();
        tokens.IsStuck = true;
        var handover = client.HandOverAsync();
        await FakeLinks.SoonAsync(() => tokens.Asked == 2, "a renewal");

        first.End(EndReason.Ended);

        Assert.Equal(EndReason.Ended, await client.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAsync<SessionEndedException>(() => handover);
    }

    [Fact]
    public async Task A_loss_is_seen_at_once_also_within_a_handover()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;
        var second = await world.Links.NextAsync();

        world.First.End(null);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Stale, "a stale client");
        world.Links.Calling = null;
        var third = await world.Links.NextAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => handover);
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "a live client");
        Assert.True(second.IsDisposed);
        Assert.Single(third.Requests<ResumeRequest>());
    }

    [Fact]
    public async Task The_server_lets_the_old_connection_go_before_it_answers_and_the_handover_goes_on()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        await world.FollowAsync();
        var hold = Hold.ResumesOf(world);
        var handover = world.Client.HandOverAsync();
        await hold.Reached;

        world.First.End(EndReason.HandedOver);
        for (var turn = 0; turn < 100; turn++) await Task.Yield();
        hold.Release();
        await handover;

        Assert.False((await world.Links.NextAsync()).IsDisposed);
        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
    }

    [Fact]
    public async Task Disposing_while_an_attempt_fails_in_its_own_way_cleans_up_all_the_same()
    {
        var links = new FakeLinks();
        var tokens = new StuckTokens(links.Time);
        var client = ClientOf(links, tokens);
        await client.ConnectAsync();
        var first = await links.NextAsync();
        var followed = await client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (_, _) => Task.CompletedTask);
        tokens.IsStuck = true;
        tokens.Failure = new InvalidDataException();
        var handover = client.HandOverAsync();
        await FakeLinks.SoonAsync(() => tokens.Asked == 2, "a renewal");
        var behind = client.HandOverAsync();

        await client.DisposeAsync();

        await followed.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handover.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => behind.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(first.IsDisposed);
        Assert.True(client.Ended.IsCanceled);
    }

    [Fact]
    public async Task Disposing_while_the_first_connection_is_made_lets_it_go()
    {
        var links = new FakeLinks();
        var tokens = new StuckTokens(links.Time) { IsStuck = true };
        var client = ClientOf(links, tokens);
        var connecting = client.ConnectAsync();
        await FakeLinks.SoonAsync(() => tokens.Asked == 1, "a token");

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
        Assert.Equal(ConnectionState.Disconnected, client.Status.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ConnectAsync());
    }

    [Fact]
    public async Task A_connection_that_comes_about_after_the_disposal_is_let_go()
    {
        var links = new FakeLinks();
        var tokens = new FakeTokens(links.Time);
        RealtimeCareClient? client = null;
        Task disposing = Task.CompletedTask;
        links.Opening = _ => disposing = client!.DisposeAsync().AsTask();
        client = ClientOf(links, tokens);

        await client.ConnectAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await disposing;

        Assert.True((await links.NextAsync()).IsDisposed);
        Assert.Equal(ConnectionState.Disconnected, client.Status.State);
    }

    private static RealtimeCareClient ClientOf(FakeLinks links, ITokenSource tokens) =>
        new(new RealtimeCareClientOptions { Server = FakeServer.Address, Tokens = tokens, Time = links.Time }, links);
}

/// <summary>A token source that hangs, deaf to its cancellation, or answers that with a failure of its own.</summary>
internal sealed class StuckTokens(TimeProvider time) : ITokenSource
{
    public int Asked { get; private set; }

    public bool IsStuck { get; set; }

    public Exception? Failure { get; set; }

    public async ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default)
    {
        Asked++;
        if (IsStuck && Failure is null) await new TaskCompletionSource().Task;
        if (IsStuck)
        {
            var cancelled = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            throw Failure!;
        }

        return new AccessToken($"access-{Asked}", time.GetUtcNow() + TimeSpan.FromMinutes(15));
    }
}
