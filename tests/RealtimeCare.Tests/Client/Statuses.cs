using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>What an app shows of the connection.</summary>
public sealed class Statuses
{
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 14, 2, 59, TimeSpan.FromHours(-5));

    [Theory]
    [InlineData(ConnectionState.Disconnected, "not connected")]
    [InlineData(ConnectionState.Connecting, "connecting")]
    [InlineData(ConnectionState.Live, "live")]
    [InlineData(ConnectionState.CatchingUp, "catching up")]
    [InlineData(ConnectionState.Stale, "stale since 14:02")]
    [InlineData(ConnectionState.Suspended, "suspended since 14:02")]
    public void Each_state_has_a_text(ConnectionState state, string text) => Assert.Equal(text, new ConnectionStatus(state, Since).Text);

    [Theory]
    [InlineData(EndReason.Ended, "signed out because an administrator ended the session")]
    [InlineData(EndReason.Idle, "signed out because nobody used it for a while")]
    [InlineData((EndReason)3999, "signed out because the session ended")]
    public void The_end_says_why(EndReason reason, string text) =>
        Assert.Equal(text, new ConnectionStatus(ConnectionState.SignedOut, Since, reason).Text);

    [Fact]
    public void Every_known_end_has_a_text_of_its_own()
    {
        var ends = Enum.GetValues<EndReason>().Where(reason => reason.EndsSession());

        var texts = ends.Select(reason => new ConnectionStatus(ConnectionState.SignedOut, Since, reason).Text).ToList();

        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.DoesNotContain("signed out because the session ended", texts);
    }

    [Fact]
    public void The_time_is_that_of_the_device()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero));
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(2), null, null));
        var board = new StatusBoard(time, new AppEvents(NullLogger.Instance));

        board.Show(ConnectionState.Stale);

        Assert.Equal("stale since 01:30", board.Status.Text);
    }

    [Fact]
    public async Task Whoever_comes_back_is_catching_up_until_all_that_there_was_is_handled()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var told = new Told(world.Client);
        var handling = new TaskCompletionSource();
        await world.Client.FollowAsync(ClientWorld.Patient, ClientWorld.Topics, (one, _) => one.Event.Offset == 3 ? handling.Task : Task.CompletedTask);
        var subscription = world.First.Requests<SubscribeRequest>()[0].SubscriptionId;
        world.Links.Tops = (3, 8);

        world.First.End(null);
        var second = await world.Links.NextAsync();
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.CatchingUp, "catching up");
        second.Send(Batches.Of(subscription, 0, 3, [Batches.Durable(1), Batches.Durable(3)], stateThrough: 8));
        await FakeLinks.SoonAsync(() => second.Requests<ResumeRequest>().Count == 1, "the resume");
        var whileHandling = world.Client.Status.State;
        handling.SetResult();

        await told.UntilAsync(ConnectionState.Live);
        Assert.Equal(ConnectionState.CatchingUp, whileHandling);
        Assert.Equal([ConnectionState.Stale, ConnectionState.CatchingUp, ConnectionState.Live], told.States);
        Assert.True(world.Client.Status.IsConnected);
    }

    [Fact]
    public async Task What_was_for_others_on_the_way_is_caught_up_with_by_a_batch_without_events()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Tops = (5, 2);
        var (_, subscription, _) = await world.FollowAsync();
        var before = world.Client.Status.State;

        world.First.Send(Batches.Of(subscription, 0, 5, [], stateThrough: 1));
        world.First.Send(Batches.Of(subscription, 5, 5, [], stateThrough: 2));

        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "a live client");
        Assert.Equal(ConnectionState.CatchingUp, before);
    }

    [Fact]
    public async Task A_handover_does_not_interrupt_what_is_live()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        world.First.Send(subscription, 0, 9, 9);
        await FakeLinks.SoonAsync(() => world.First.HasAcknowledged, "an acknowledgement");
        var told = new Told(world.Client);
        world.Links.Tops = (9, 0);

        await world.Client.HandOverAsync();

        Assert.Equal(ConnectionState.Live, world.Client.Status.State);
        Assert.Empty(told.States);
    }

    [Fact]
    public async Task A_handover_from_a_connection_that_was_dead_for_long_shows_what_is_missing()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var (_, subscription, _) = await world.FollowAsync();
        world.Links.Tops = (9, 0);

        await world.Client.HandOverAsync();
        var handedOver = world.Client.Status.State;
        (await world.Links.NextAsync()).Send(subscription, 0, 9, 9);

        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "a live client");
        Assert.Equal(ConnectionState.CatchingUp, handedOver);
    }

    [Fact]
    public async Task Who_is_no_longer_followed_is_not_waited_for()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        world.Links.Tops = (5, 0);
        var (followed, _, _) = await world.FollowAsync();
        var before = world.Client.Status.State;

        await followed.DisposeAsync();

        Assert.Equal((ConnectionState.CatchingUp, ConnectionState.Live), (before, world.Client.Status.State));
    }

    [Fact]
    public async Task A_stale_client_says_why_and_when_it_tries_again()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var told = new Told(world.Client);
        Exception[] failures =
        [
            new HttpRequestException(), new HttpRequestException(), new UpgradeRefusedException(503, TimeSpan.FromSeconds(90), null),
            new UpgradeRefusedException(400, null, null), new ServerNotTrustedException(DistrustReason.PinMismatch),
        ];
        var attempt = 0;
        world.Links.Opening = _ => { if (attempt < failures.Length) throw failures[attempt++]; };

        world.First.End(null);
        await FakeLinks.SoonAsync(() => told.States is [ConnectionState.Stale], "a stale client");
        var first = world.Client.Status;
        await world.Links.UntilAsync(() => attempt == 3 && world.Client.Status.Fault == ConnectionFault.Busy, "the third attempt");
        var busy = world.Client.Status;
        var now = world.Links.Time.GetUtcNow();
        await world.Links.NextAsync();
        await told.UntilAsync(ConnectionState.Live);

        Assert.Null(first.Fault);
        Assert.InRange(busy.NextAttemptAt!.Value - now, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(91));
        Assert.Equal(
            [null, ConnectionFault.Unreachable, ConnectionFault.Busy, ConnectionFault.Refused, ConnectionFault.NotTrusted, null], told.All.Select(s => s.Fault));
        Assert.Single(told.All.Where(s => s.State == ConnectionState.Stale).Select(s => s.Since).Distinct());
        Assert.Equal((null, null), (world.Client.Status.Fault, world.Client.Status.NextAttemptAt));
    }

    [Fact]
    public async Task A_handler_that_takes_its_time_keeps_nothing_waiting_and_misses_nothing()
    {
        await using var world = await ClientWorld.ConnectedAsync();
        var busy = new TaskCompletionSource();
        var told = new Told(world.Client, busy.Task.Wait);

        world.First.End(null);
        var second = await world.Links.NextAsync();
        await FakeLinks.SoonAsync(() => world.Client.Status.State == ConnectionState.Live, "a live client");
        second.End(null);
        await world.Links.NextAsync();
        busy.SetResult();

        await FakeLinks.SoonAsync(() => told.States.Count == 4, "four statuses");
        Assert.Equal([ConnectionState.Stale, ConnectionState.Live, ConnectionState.Stale, ConnectionState.Live], told.States);
    }
}

/// <summary>What an app was told of the connection.</summary>
internal sealed class Told
{
    private readonly List<ConnectionStatus> all = [];

    public Told(RealtimeCareClient client, Action? before = null) => client.StatusChanged += (_, status) =>
    {
        before?.Invoke();
        lock (all) all.Add(status);
    };

    public IReadOnlyList<ConnectionStatus> All
    {
        get { lock (all) return [.. all]; }
    }

    public IReadOnlyList<ConnectionState> States => [.. All.Select(status => status.State)];

    public Task UntilAsync(ConnectionState last) => FakeLinks.SoonAsync(() => States.Count > 0 && States[^1] == last, $"{last}");
}
