using System.Text;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Offline;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>What waits for a connection: in order, once, not for ever, and for nobody else.</summary>
public sealed class OfflineCalls
{
    private const string Statement = "He was not breathing";

    [Fact]
    public async Task What_was_called_during_an_outage_is_sent_once_and_in_order()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        Cut(world);
        var calls = Enumerable.Range(1, 10).Select(offset => world.Client.ReportSeenAsync(Alarm(offset))).ToList();
        calls.Add(world.Client.AttestAsync(Guid.NewGuid(), Statement));

        var second = await MendAsync(world);
        await Soon(Task.WhenAll(calls));

        Assert.Empty(world.First.Requests<ReportRequest>());
        var reports = second.Requests<ReportRequest>();
        Assert.Equal(Enumerable.Range(1, 10).Select(offset => (long)offset), reports.Select(report => report.Offset));
        Assert.All(reports, report => Assert.Equal("token-2", report.ConnectionToken));
        Assert.Equal(Statement, second.Requests<AttestBreakGlassRequest>().Single().Statement);
    }

    [Fact]
    public async Task A_call_whose_answer_was_lost_is_repeated_under_its_own_id_and_before_the_next()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        world.Links.Calling = (link, _) =>
        {
            if (link != world.First) return Task.CompletedTask;
            link.End(null);
            throw new LinkLostException();
        };

        var calls = Task.WhenAll(world.Client.ReportSeenAsync(Alarm(1)), world.Client.ReportAcceptedAsync(Alarm(1)));
        var second = await world.Links.ReconnectedAsync();
        await Soon(calls);

        var (lost, repeated) = (world.First.Requests<ReportRequest>().Single(), second.Requests<ReportRequest>());
        Assert.Equal((lost.InvocationId, "token-1"), (repeated[0].InvocationId, lost.ConnectionToken));
        Assert.Equal([ReceiptLevel.Seen, ReceiptLevel.Accepted], repeated.Select(report => report.Level));
        Assert.NotEqual(repeated[0].InvocationId, repeated[1].InvocationId);
    }

    [Fact]
    public async Task What_is_asked_for_later_is_repeated_and_what_is_refused_is_told()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        var busy = 2;
        world.Links.Calling = (_, request) => request switch
        {
            ReportRequest { Offset: 1 } when busy-- > 0 => throw new CareException(new CareError(ErrorCode.Busy, "", "", 50)),
            ReportRequest { Offset: 2 } => throw new CareException(new CareError(ErrorCode.NothingToReport, "", "")),
            _ => Task.CompletedTask,
        };

        var (first, second, third) = (world.Client.ReportSeenAsync(Alarm(1)), world.Client.ReportSeenAsync(Alarm(2)), world.Client.ReportSeenAsync(Alarm(3)));
        await world.Links.RetriedAsync(() => third.IsCompleted, "the third answer");

        await first;
        Assert.Equal(ErrorCode.NothingToReport, (await Assert.ThrowsAsync<CareException>(() => Soon(second))).Error.Code);
        await third;
        Assert.Equal([1, 1, 1, 2, 3], world.First.Requests<ReportRequest>().Select(report => report.Offset));
    }

    [Fact]
    public async Task No_more_waits_than_may()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions { MaxCalls = 2 });
        await using var narrow = await ClientWorld.ConnectedAsync(new OfflineQueueOptions { MaxBytes = 400 });
        Cut(world);
        Cut(narrow);

        var taken = Task.WhenAll(world.Client.ReportSeenAsync(Alarm(1)), world.Client.ReportSeenAsync(Alarm(2)));
        var third = await Assert.ThrowsAsync<OfflineQueueException>(() => world.Client.ReportSeenAsync(Alarm(3)));
        var large = await Assert.ThrowsAsync<OfflineQueueException>(() => narrow.Client.AttestAsync(Guid.NewGuid(), new string('x', 400)));
        var small = narrow.Client.ReportSeenAsync(Alarm(1));

        Assert.Equal((OfflineQueueReason.Full, OfflineQueueReason.Full), (third.Reason, large.Reason));
        await MendAsync(world);
        await MendAsync(narrow);
        await Soon(Task.WhenAll(taken, small));
        await world.Client.ReportSeenAsync(Alarm(3));
    }

    [Fact]
    public async Task What_waits_too_long_is_given_up()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions { TimeToLive = TimeSpan.FromMinutes(2) });
        Cut(world);
        var early = world.Client.ReportSeenAsync(Alarm(1));
        world.Links.Time.Advance(TimeSpan.FromMinutes(1));
        var late = world.Client.ReportSeenAsync(Alarm(2));

        world.Links.Time.Advance(TimeSpan.FromSeconds(61));
        var expired = await Assert.ThrowsAsync<OfflineQueueException>(() => Soon(early));
        var second = await MendAsync(world);
        await Soon(late);

        Assert.Equal(OfflineQueueReason.Expired, expired.Reason);
        Assert.Equal(2, second.Requests<ReportRequest>().Single().Offset);
    }

    [Fact]
    public async Task A_forced_end_erases_what_waits()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        Cut(world);
        var call = world.Client.AttestAsync(Guid.NewGuid(), Statement);

        world.Links.Opening = _ => throw new UpgradeRefusedException(401, null, null);
        await world.Links.RetriedAsync(() => world.Client.Ended.IsCompleted, "an end");

        Assert.Equal(OfflineQueueReason.Purged, (await Assert.ThrowsAsync<OfflineQueueException>(() => Soon(call))).Reason);
        await Assert.ThrowsAsync<OfflineQueueException>(() => world.Client.ReportSeenAsync(Alarm(1)));
    }

    [Fact]
    public async Task A_disposed_client_erases_what_waits()
    {
        var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        Cut(world);
        var call = world.Client.ReportSeenAsync(Alarm(1));

        await world.Client.DisposeAsync();

        Assert.Equal(OfflineQueueReason.Purged, (await Assert.ThrowsAsync<OfflineQueueException>(() => Soon(call))).Reason);
    }

    [Fact]
    public async Task Nothing_is_sent_in_another_persons_session()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        Cut(world);
        var before = world.Client.ReportSeenAsync(Alarm(1));

        world.Links.Session = "of somebody else";
        var second = await MendAsync(world);
        await world.Client.ReportSeenAsync(Alarm(2));

        Assert.Equal(OfflineQueueReason.Purged, (await Assert.ThrowsAsync<OfflineQueueException>(() => Soon(before))).Reason);
        Assert.Equal(2, second.Requests<ReportRequest>().Single().Offset);
    }

    [Fact]
    public async Task What_is_called_while_suspended_is_sent_when_resumed()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        await world.Client.SuspendAsync();

        var call = world.Client.ReportSeenAsync(Alarm(1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.ReportActivityAsync());
        Assert.False(call.IsCompleted);
        await world.Client.ResumeAsync();
        await Soon(call);

        Assert.Single((await world.Links.NextAsync()).Requests<ReportRequest>());
    }

    [Fact]
    public async Task Whoever_does_not_want_it_any_more_takes_it_back()
    {
        await using var world = await ClientWorld.ConnectedAsync(new OfflineQueueOptions());
        Cut(world);
        using var unwanted = new CancellationTokenSource();
        var call = world.Client.ReportSeenAsync(Alarm(1), unwanted.Token);

        await unwanted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(call));
        var second = await MendAsync(world);
        await world.Client.ReportSeenAsync(Alarm(2));

        Assert.Equal(2, second.Requests<ReportRequest>().Single().Offset);
    }

    [Fact]
    public async Task A_client_that_was_never_connected_takes_nothing()
    {
        await using var links = ClientWorld.NotConnected();
        var options = links.Options();
        options.OfflineQueue = new OfflineQueueOptions();
        await using var client = new RealtimeCareClient(options, links.Links);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.ReportSeenAsync(Alarm(1)));
        options.OfflineQueue = new OfflineQueueOptions { TimeToLive = TimeSpan.Zero };
        Assert.Throws<ArgumentException>(() => new RealtimeCareClient(options, links.Links));
    }

    [Fact]
    public void What_waits_cannot_be_read_in_memory_and_is_erased()
    {
        using var cipher = new OfflineCipher();
        var call = new WaitingCall(stamp => Attestation(stamp), cipher, "session", DateTimeOffset.MaxValue);

        var text = Encoding.UTF8.GetString(call.Content);
        var again = new WaitingCall(stamp => Attestation(stamp), cipher, "session", DateTimeOffset.MaxValue);
        var content = call.Content.ToArray();
        call.Finish(null);

        Assert.DoesNotContain("breathing", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tatement", text, StringComparison.Ordinal);
        Assert.NotEqual(content, again.Content);
        Assert.All(call.Content, one => Assert.Equal(0, one));
    }

    [Fact]
    public void What_is_given_to_the_cipher_is_erased_and_a_changed_content_is_refused()
    {
        using var cipher = new OfflineCipher();
        var (plain, id) = (Encoding.UTF8.GetBytes(Statement), Guid.NewGuid());

        var content = cipher.Seal(plain, id);
        var opened = cipher.Open(content, id);

        Assert.Equal(new byte[plain.Length], plain);
        Assert.Equal(Statement, Encoding.UTF8.GetString(opened));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => cipher.Open(content, Guid.NewGuid()));
    }

    [Fact]
    public void Only_what_is_as_good_late_may_wait()
    {
        using var cipher = new OfflineCipher();

        Assert.Throws<ArgumentException>(() => new WaitingCall(
            stamp => new ReportActivityRequest { InvocationId = stamp.InvocationId, ConnectionToken = "" }, cipher, "session", DateTimeOffset.MaxValue));
    }

    private static AttestBreakGlassRequest Attestation(CallStamp stamp) =>
        new() { InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken, GrantId = Guid.NewGuid(), Statement = Statement };

    private static Notification Alarm(long offset) => new(
        "patient", Batches.Durable(offset) with { AcknowledgeBy = DateTimeOffset.MaxValue }, new Position { Epoch = 7, Offset = offset });

    private static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    private static void Cut(ClientWorld world)
    {
        world.Links.Opening = _ => throw new HttpRequestException();
        world.First.End(null);
        Assert.True(SpinWait.SpinUntil(() => world.Client.Status.State == ConnectionState.Stale, TimeSpan.FromSeconds(10)), "The loss was not noticed.");
    }

    private static Task<FakeLink> MendAsync(ClientWorld world)
    {
        world.Links.Opening = null;
        return world.Links.ReconnectedAsync();
    }
}
