using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Whoever repeats a call, because its answer was lost, changes nothing twice: on the built-in hubs and on a team's own.</summary>
public sealed class RepeatedCalls : IClassFixture<CountingCare>
{
    private static readonly RawOptions Counting = new() { Path = CounterHub.Path, Acknowledges = false };
    private readonly TestCare care;
    private readonly Counter counter;
    private readonly Record<Entry> written;

    public RepeatedCalls(CountingCare counting)
    {
        (care, counter, written) = (counting.World, counting.Counter, counting.Written);
        counter.Reset();
    }

    [Fact]
    public async Task A_repeated_call_counts_once_and_the_book_says_that_it_is_a_repeat()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync(Counting);
        var request = Increase(connection);

        var first = await CountAsync(connection, request);
        var again = await CountAsync(connection, request with { Timestamp = care.Time.GetUtcNow() });
        var next = await CountAsync(connection, Increase(connection));

        Assert.Equal([1, 1, 2], new[] { first, again, next });
        var entries = written.Items.Where(e => e.Connection == connection.Welcome.ConnectionId && e.Operation == "session.activity").ToList();
        Assert.Equal([EntryKinds.Invocation, EntryKinds.Invocation, EntryKinds.InvocationOutcome, EntryKinds.Invocation], entries.Select(e => e.Kind));
        Assert.Equal([null, null, "repeat", null], entries.Select(e => e.Reason));
        Assert.Equal(entries[1].RequestId, entries[2].RequestId);
    }

    [Fact]
    public async Task When_the_answer_is_lost_with_its_connection_the_next_one_gets_it()
    {
        var nurse = await care.HireAsync("nurse");
        var lost = await nurse.ConnectAsync(Counting);
        var request = Increase(lost);
        counter.Hold();
        var unanswered = lost.InvokeAsync(nameof(CounterHub.Increase), request);
        await counter.Entered;
        await lost.DisposeAsync();

        var next = await nurse.ConnectAsync(Counting);
        var asking = CountAsync(next, request with { ConnectionToken = next.Welcome.ConnectionToken });
        counter.Release();

        Assert.Equal(1, await asking);
        Assert.Equal(1, counter.Count);
        await Assert.ThrowsAnyAsync<Exception>(() => unanswered);
    }

    [Fact]
    public async Task The_same_id_with_other_fields_is_refused_and_another_sessions_is_another_call()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync(Counting);
        var another = await care.ConnectAsync((await nurse.SignInAsync()).Access, Counting);
        var request = Increase(connection);
        await CountAsync(connection, request);

        var refused = await connection.RefusedAsync(nameof(CounterHub.Increase), request with { By = 10 });
        var elsewhere = await CountAsync(another, request with { ConnectionToken = another.Welcome.ConnectionToken });

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.Equal(2, elsewhere);
    }

    [Theory]
    [InlineData(ErrorCode.Forbidden, 1)]
    [InlineData(ErrorCode.UnknownPosition, 1)]
    [InlineData(ErrorCode.Unavailable, 2)]
    [InlineData(ErrorCode.RateLimited, 2)]
    public async Task A_refusal_is_repeated_and_one_for_later_is_tried_again(ErrorCode code, int runs)
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync(Counting);
        var request = Increase(connection) with { Refusal = code };

        var first = await connection.RefusedAsync(nameof(CounterHub.Increase), request);
        var again = await connection.RefusedAsync(nameof(CounterHub.Increase), request);

        Assert.Equal([code, code], new[] { first.Code, again.Code });
        Assert.NotEqual(first.RequestId, again.RequestId);
        Assert.Equal(runs, counter.Count);
    }

    [Fact]
    public async Task A_refusal_before_the_call_was_carried_out_is_not_kept()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync(Counting);
        var request = Increase(connection);

        var refused = await connection.RefusedAsync(nameof(CounterHub.Increase), request with { ConnectionToken = "another" });
        var count = await CountAsync(connection, request);

        Assert.Equal(ErrorCode.InvalidConnectionToken, refused.Code);
        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_glass_is_broken_once_also_when_its_grant_has_ended_since(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(care.Physician);
        var connection = await nurse.ConnectAsync(wire);
        var request = connection.Break(patient.ById);
        var first = await connection.BreakAsync(request);
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(first.GrantId!.Value));

        var next = await nurse.ConnectAsync(wire);
        var again = await next.BreakAsync(request with { ConnectionToken = next.Welcome.ConnectionToken });

        Assert.Equal(first.GrantId, again.GrantId);
        Assert.Single(written.Items, e => e.Kind == EntryKinds.GrantStarted && e.Patient == patient.Id);
        Assert.Equal(ErrorCode.Forbidden, await next.FollowRefusedAsync(patient));
    }

    [Fact]
    public async Task Whoever_ends_a_session_is_told_again_what_that_did()
    {
        var ended = (await (await care.HireAsync("nurse")).ConnectAsync()).Welcome.SessionId;
        var administrator = await care.Administrator.AdministerAsync();
        var request = new EndSessionsRequest { InvocationId = Guid.NewGuid(), ConnectionToken = administrator.Welcome.ConnectionToken, SessionId = ended };

        var first = await administrator.InvokeAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), request);
        var again = await administrator.InvokeAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), request);

        Assert.Equal((1, first.Receipt), (again.ConnectionsClosed, again.Receipt));
        Assert.Equal([null, "repeat"], written.Items.Where(e => e.Operation == "session.end").Select(e => e.Reason));
    }

    private static IncreaseRequest Increase(RawConnection connection) =>
        new() { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken };

    private static async Task<int> CountAsync(RawConnection connection, IncreaseRequest request) =>
        (await connection.InvokeAsync(nameof(CounterHub.Increase), request)).GetProperty("count").GetInt32();
}
