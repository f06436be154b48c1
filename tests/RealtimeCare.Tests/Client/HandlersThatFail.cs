using RealtimeCare.Client;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Handlers of an app that throw or block: nobody else pays for it.</summary>
public sealed class HandlersThatFail
{
    [Fact]
    public async Task A_handler_that_throws_keeps_nothing_from_the_others_nor_from_the_connection()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Client.StatusChanged += (_, _) => throw new InvalidDataException();
        var told = new Told(world.Client);

        world.First.End(null);
        await world.Links.NextAsync();

        await told.UntilAsync(ConnectionState.Live);
        Assert.Equal([ConnectionState.Stale, ConnectionState.Live], told.States);
    }

    [Fact]
    public async Task A_handler_that_throws_at_the_end_of_a_grant_ends_nothing_else()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var ended = new List<Guid>();
        world.Client.BreakGlassEnded += (_, one) =>
        {
            lock (ended) ended.Add(one.GrantId);
            throw new InvalidDataException();
        };
        Guid[] grants = [Guid.NewGuid(), Guid.NewGuid()];

        foreach (var grant in grants) world.First.Send(new BreakGlassEnded { GrantId = grant, Reason = BreakGlassEnd.Time });

        await FakeLinks.SoonAsync(() => { lock (ended) return ended.Count == 2; }, "both ends");
        Assert.Equal(grants, ended);
    }

    [Fact]
    public async Task Events_come_one_after_another_in_their_order()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var running = 0;
        var overlapped = false;
        var order = new List<Guid>();
        world.Client.BreakGlassEnded += (_, one) =>
        {
            overlapped |= Interlocked.Increment(ref running) > 1;
            Thread.Yield();
            lock (order) order.Add(one.GrantId);
            Interlocked.Decrement(ref running);
        };
        Guid[] grants = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];

        foreach (var grant in grants) world.First.Send(new BreakGlassEnded { GrantId = grant, Reason = BreakGlassEnd.Time });

        await FakeLinks.SoonAsync(() => { lock (order) return order.Count == grants.Length; }, "all ends");
        Assert.Equal(grants, order);
        Assert.False(overlapped);
    }
}
