using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Tests.Client;

public sealed class AdministratorsView : IAsyncDisposable
{
    private readonly FakeLinks links = new();
    private readonly CareAdministrator administrator;
    private int read;

    public AdministratorsView()
    {
        links.Live = () =>
        {
            Interlocked.Increment(ref read);
            return [];
        };
        administrator = new CareAdministrator(new() { Server = FakeServer.Address, Tokens = new FakeTokens(links.Time), Time = links.Time }, links);
    }

    public ValueTask DisposeAsync() => administrator.DisposeAsync();

    [Fact]
    public async Task Sessions_are_told_at_once_and_again_when_they_have_changed()
    {
        var link = await ConnectAsync();
        await using var sessions = administrator.FollowSessionsAsync().GetAsyncEnumerator();
        Assert.True(await sessions.MoveNextAsync());

        var next = sessions.MoveNextAsync().AsTask();
        links.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(next.IsCompleted);
        for (var change = 0; change < 50; change++) link.SendSessionsChanged();

        Assert.True(await links.UntilAsync(next, "the next list"));
        Assert.InRange(read, 2, 3);
    }

    [Fact]
    public async Task Changes_without_a_connection_are_made_good_by_the_next_one()
    {
        var link = await ConnectAsync();
        var hints = 0;
        administrator.SessionsChanged += (_, _) => Interlocked.Increment(ref hints);
        await using var sessions = administrator.FollowSessionsAsync().GetAsyncEnumerator();
        await sessions.MoveNextAsync();

        link.End(null);
        await links.NextAsync();

        Assert.True(await links.UntilAsync(sessions.MoveNextAsync().AsTask(), "the next list"));
        await FakeLinks.SoonAsync(() => hints == 1, "a hint");
    }

    [Fact]
    public async Task The_end_of_the_own_session_ends_it_and_is_told()
    {
        List<ConnectionState> states = [];
        administrator.StatusChanged += (_, status) => { lock (states) states.Add(status.State); };
        var link = await ConnectAsync();
        await using var sessions = administrator.FollowSessionsAsync().GetAsyncEnumerator();
        await sessions.MoveNextAsync();

        link.End(EndReason.Ended);
        var end = await Assert.ThrowsAsync<SessionEndedException>(() => links.UntilAsync(sessions.MoveNextAsync().AsTask(), "an end"));

        Assert.Equal((EndReason.Ended, EndReason.Ended), (end.Reason, await administrator.Ended));
        await FakeLinks.SoonAsync(() => { lock (states) return states is [ConnectionState.Connecting, ConnectionState.Live, ConnectionState.SignedOut]; }, "all states");
    }

    [Fact]
    public async Task What_is_disposed_ends_without_an_error()
    {
        await ConnectAsync();
        await using var sessions = administrator.FollowSessionsAsync().GetAsyncEnumerator();
        await sessions.MoveNextAsync();
        var next = sessions.MoveNextAsync().AsTask();

        await administrator.DisposeAsync();

        Assert.False(await links.UntilAsync(next, "the end"));
    }

    private async Task<FakeLink> ConnectAsync()
    {
        await administrator.ConnectAsync();
        return await links.NextAsync();
    }
}
